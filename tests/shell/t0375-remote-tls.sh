#!/bin/sh
# A remote index behind a TLS tunnel (stunnel on both sides): the same answers, nothing readable on the way, a wrong
# certificate is a missing part, and a tunnel that falls and comes back. TAP on stdout.
. "$(dirname "$0")/daemon_lib.sh"
for program in xapian-tcpsrv stunnel openssl; do
    command -v $program >/dev/null || { skip "a remote index over TLS" "$program is not installed"; finish; }
done
. "$repo/tests/shell/remote_lib.sh"
bpv=$bin/bpv
"$bin/bpv-index" remote -q "$index" -o "$work/national.remote"
serve "$work/national.remote"
certificate() { # NAME: a key and a certificate of its own
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=bpv-$1" \
        -keyout "$work/$1.key" -out "$work/$1.pem" 2>"$work/message"
}
certificate server
certificate stranger
free_port() { # sets $free
    port_seed=$((port_seed + 1))
    while nc -z 127.0.0.1 $port_seed 2>/dev/null; do port_seed=$((port_seed + 1)); done
    free=$port_seed
}
# tunnel NAME LINE...: a stunnel with these settings; sets $tunnel.
tunnel() {
    name=$1
    shift
    printf '%s\n' "foreground = yes" "pid =" "output = $work/$name.tunnel.log" "debug = 6" "[bpv]" "$@" \
        >"$work/$name.tunnel.conf"
    setsid stunnel "$work/$name.tunnel.conf" >"$work/null" 2>&1 </dev/null &
    tunnel=$!
    servers="$servers $tunnel"
    wait_for "$work/$name.tunnel.log" 'Configuration successful'
}
plain_port=${remote##*:}
free_port
tls_port=$free
free_port
near_port=$free
far_side() {
    tunnel far "accept = 127.0.0.1:$tls_port" "connect = 127.0.0.1:$plain_port" "cert = $work/server.pem" \
        "key = $work/server.key"
}
near_side() { # CERTIFICATE that the other side must have
    tunnel near "client = yes" "accept = 127.0.0.1:$near_port" "connect = 127.0.0.1:$tls_port" \
        "CAfile = $work/$1.pem" "verifyPeer = yes"
}
far_side
far=$tunnel
near_side server
near=$tunnel
remote=tcp://127.0.0.1:$near_port
plain='del(.took_us, .parts)'
for asked in "Wie tekent de praktijkovereenkomst?" "student ziek" "hoe laat vertrekt de trein naar Parijs"; do
    "$bpv" ask --json --limit 50 --index "$index" "$asked" | jq -S "$plain" >"$work/local"
    "$bpv" ask --json --limit 50 --index "$remote" "$asked" | jq -S "$plain" >"$work/remote"
    ok "through the tunnel the same answer: $asked" cmp "$work/local" "$work/remote"
done
ok "the tunnel speaks TLS 1.2 or newer" grep -q 'TLSv1\.[23]' "$work/near.tunnel.log"
"$bpv" ask --json --index "$index" --index "tcp://127.0.0.1:$tls_port" "student ziek" >"$work/partial.json"
ok "without TLS the far side does not answer: a missing part" \
    jq -e '.partial and .parts[1].missing and .total > 0' "$work/partial.json"

start_bpvd --index "$index" --index "$remote" --cache-bytes 0 || { cat "$log"; exit 2; }
question='/v1/answers?q=Wie+tekent+de+praktijkovereenkomst'
until_partial() { # true or false: within 40 s, since a part is tried again at growing intervals
    tries=0
    until get "$question" && jq -e ".partial == $1" "$work/body" >"$work/null"; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || return 1
        sleep 0.2
    done
}
ok "the daemon answers from both" until_partial false
kill_server "$far"
ok "the tunnel falls: partial" until_partial true
far_side
ok "it comes back: complete" until_partial false
kill_server "$near"
near_side stranger
ok "another certificate than was agreed: partial" until_partial true
"$bpv" ask --json --index "$index" --index "$remote" "student ziek" >"$work/partial.json"
ok "for a new client too" jq -e '.partial and .parts[1].missing' "$work/partial.json"
ok "because the tunnel refuses it" wait_for "$work/near.tunnel.log" '[Vv]erif'
get /readyz
ok "and ready all the while" status 200
stop_bpvd
ok "it stops with status 0" [ "$stopped" = 0 ]
finish
