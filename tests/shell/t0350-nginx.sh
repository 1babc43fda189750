#!/bin/sh
# Debian's nginx in front, with the example of daemon/nginx-example.conf, under the prefix /bpv. TAP on stdout.
. "$(dirname "$0")/daemon_lib.sh"
PATH=$PATH:/usr/sbin
if ! command -v nginx >/dev/null; then
    skip "nginx in front" "nginx is not installed"
    finish
fi
start_bpvd --index "$index" --root /bpv --host bpv.school.example || { echo "Bail out! bpvd does not start"; exit 2; }
behind=$port
start_nginx() { # tries free ports until nginx listens
    for try in 1 2 3 4 5 6 7 8; do
        port=$((20000 + ($$ * 7 + try * 991) % 40000))
        cat >"$work/nginx.conf" <<CONF
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx-error.log;
events { worker_connections 256; }
http {
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
    uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    $(sed -e "s|127.0.0.1:8080|127.0.0.1:$behind|" -e "s|listen 80;|listen 127.0.0.1:$port;|" -e '/listen \[::\]/d' \
        -e "s|bpv.example.nl|bpv.school.example|" -e "s|/var/log/nginx/|$work/|" "$repo/daemon/nginx-example.conf")
}
CONF
        nginx -c "$work/nginx.conf" -p "$work" 2>>"$work/nginx-start.log" &
        nginx=$!
        for wait in 1 2 3 4 5 6 7 8 9 10; do
            sleep 0.2
            kill -0 $nginx 2>/dev/null || break
            if curl -s -o /dev/null "http://127.0.0.1:$port/"; then
                pids="$pids $nginx"
                return 0
            fi
        done
    done
    return 1
}
start_nginx || { echo "Bail out! nginx does not start"; cat "$work/nginx-start.log" "$work/nginx-error.log"; exit 2; }
site='Host: bpv.school.example'
get '/bpv/v1/answers?q=Wie+tekent+de+praktijkovereenkomst' -H "$site"
ok "an answer through nginx" json '.answered'
get '/bpv/' -H "$site"
ok "the page" status 200
ok "with the security headers of bpvd, once" sh -c "[ \$(grep -c '^Content-Security-Policy:' '$work/head.txt') = 1 ]"
ok "every link of the page is below the prefix" \
    sh -c "! grep -o -E '(href|src|action)=\"/[^\"]*\"' '$work/body' | grep -v '=\"/bpv/'"
for link in $(grep -o -E '(href|src)="/bpv/[^"#]*"' "$work/body" | sed 's/.*="\(.*\)"/\1/; s/&amp;/\&/g' | sort -u); do
    get "$link" -H "$site"
    ok "link $link" status 200
done
get /bpv/modules/ -H "$site";   ok "a redirect stays below the prefix" header Location /bpv/modules
get /bpv -H "$site";            ok "the prefix without slash leads to the page" header Location '.*/bpv/'
get /bpv/v1/answers -H "$site" -H 'Content-Type: application/json' \
    --data-binary '{"q": "Wie tekent de praktijkovereenkomst?"}'
ok "POST through nginx" json '.answered'
get /bpv/v1/taxonomy -H "$site" -H 'Accept-Encoding: gzip'
ok "gzip comes through" header Content-Encoding gzip
etag=$(sed -n 's/^ETag: *//p' "$work/head.txt")
get /bpv/v1/taxonomy -H "$site" -H 'Accept-Encoding: gzip' -H "If-None-Match: $etag"
ok "and so does 304" status 304
get /bpv/metrics -H "$site";    ok "metrics are not for outside" status 404
get /bpv/opensearch.xml -H "$site"
ok "absolute addresses name the site" grep -q 'template="http://bpv.school.example/bpv/zoek' "$work/body"
get '/bpv/zoek?q=geheimwoord' -H "$site"
ok "a search page through nginx" status 200
ok "the question is not in nginx's log" sh -c "[ -s '$work/bpv-access.log' ] && ! grep -q geheimwoord '$work'/*.log"
finish
