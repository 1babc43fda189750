# shellcheck shell=sh
# Servers of remote indexes for tests that have sourced daemon_lib.sh. At the end all of them are gone, and so are the
# network namespaces in $namespaces.
servers=
namespaces=
cleanup() {
    for server in $servers; do kill -KILL "-$server" 2>/dev/null; done
    for namespace in $namespaces; do ip netns del "$namespace" 2>/dev/null; done
    stop_all
}
# A server ends its whole process group, so it has one of its own; a stopped one must go on first.
kill_server() {
    kill -CONT "-$1" 2>/dev/null
    kill -TERM "-$1" 2>/dev/null
}
trap cleanup EXIT

# serve FILE [OPTION...]: a server on a free port of loopback; sets $server and $remote.
port_seed=$((20000 + $$ % 20000))
serve() {
    file=$1
    shift
    tries=0
    while [ $tries -lt 20 ]; do
        port_seed=$((port_seed + 1))
        setsid xapian-tcpsrv --port $port_seed --interface 127.0.0.1 "$@" "$file" >"$work/server.log" 2>&1 </dev/null &
        server=$!
        waited=0
        until grep -q Listening "$work/server.log" || ! kill -0 $server 2>/dev/null || [ $waited -ge 100 ]; do
            waited=$((waited + 1))
            sleep 0.05
        done
        if grep -q Listening "$work/server.log"; then break; fi
        tries=$((tries + 1))
    done
    servers="$servers $server"
    remote=tcp://127.0.0.1:$port_seed
}
