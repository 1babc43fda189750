#!/bin/sh
# What bpvd and systemd tell each other: sandbox, socket activation, notification, watchdog, reload. TAP on stdout.
. "$(dirname "$0")/daemon_lib.sh"
unit=$repo/daemon/bpvd.service
ok "the unit has a service" grep -q '^ExecStart=/usr/.*bpvd' "$unit"
if command -v systemd-analyze >/dev/null; then
    sed "s|^ExecStart=[^ ]*|ExecStart=$bin/bpvd|" "$unit" >"$work/bpvd.service"
    cp "$repo/daemon/bpvd.socket" "$work/bpvd.socket"
    exposure=$(systemd-analyze security --offline=true --no-pager "$work/bpvd.service" 2>/dev/null |
        sed -n 's/.*Overall exposure level[^:]*: *\([0-9.]*\).*/\1/p')
    echo "# exposure level $exposure"
    ok "exposure level at most 1.5" awk -v level="${exposure:-10}" 'BEGIN { exit !(level <= 1.5) }'
    ok "the units are valid" \
        sh -c "! systemd-analyze verify --man=no '$work/bpvd.socket' '$work/bpvd.service' 2>&1 | grep -e bpvd"
else
    skip "exposure level at most 1.5" "systemd-analyze is not installed"
    skip "the units are valid" "systemd-analyze is not installed"
fi
if ! command -v python3 >/dev/null; then
    skip "activation and notification" "python3 is not installed"
    finish
fi
# Plays systemd: opens the sockets, starts the daemon, listens to what it says.
cat >"$work/systemd.py" <<'PYTHON'
import http.client, os, signal, socket, subprocess, sys, threading, time
program, index, folder = sys.argv[1:4]
number, failures = 0, 0

def ok(name, good):
    global number, failures
    number += 1
    failures += not good
    print(("ok" if good else "not ok"), name, flush=True)

notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.bind(folder + "/notify")

def hear(word, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        notify.settimeout(max(0.1, end - time.monotonic()))
        try:
            text = notify.recv(4096).decode()
        except TimeoutError:
            return ""
        if word in text.split("\n"):
            return text
    return ""

def start(sockets, extra=(), options=()):
    def prepare():
        for i, s in enumerate(sockets):
            os.dup2(s.fileno(), 3 + i)
            os.set_inheritable(3 + i, True)
        os.environ["LISTEN_PID"] = str(os.getpid())
    environment = dict(os.environ, NOTIFY_SOCKET=folder + "/notify", LISTEN_FDS=str(len(sockets)), **dict(extra))
    # LISTEN_PID must be the pid after fork: a small shell sets it and becomes the daemon.
    command = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$0" "$@"', program, "--index", index, *options]
    return subprocess.Popen(command, env=environment, stderr=open(folder + "/systemd.log", "ab"), close_fds=False,
                            preexec_fn=prepare)

def ask(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/readyz")
    return connection.getresponse().status

listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(16)
port = listening.getsockname()[1]
daemon = start([listening], {"WATCHDOG_USEC": "600000"})
ok("READY=1 after the start", bool(hear("READY=1")))
ok("the socket of systemd is served", ask(port) == 200)
ok("WATCHDOG=1 in time", bool(hear("WATCHDOG=1", 1)) and bool(hear("WATCHDOG=1", 1)))
daemon.send_signal(signal.SIGHUP)
reloading = hear("RELOADING=1")
ok("SIGHUP: RELOADING=1 with MONOTONIC_USEC", "MONOTONIC_USEC=" in reloading)
ok("then READY=1", bool(hear("READY=1")))
daemon.terminate()
ok("SIGTERM: STOPPING=1", bool(hear("STOPPING=1")))
ok("status 0", daemon.wait(20) == 0)
probe = socket.create_connection(("127.0.0.1", port), 5)
ok("the socket is not shut down: the next instance takes over", True)
daemon = start([listening])
hear("READY=1")
probe.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
probe.settimeout(10)
ok("a connection made between two instances is answered", probe.recv(4096).startswith(b"HTTP/1.1 200"))
daemon.terminate()
daemon.wait(20)
ok("two sockets are refused", start([listening, listening]).wait(20) == 2)
loose = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
ok("a socket that does not listen is refused", start([loose]).wait(20) == 2)
# A request in progress is finished when the daemon stops: its body comes half a second after SIGTERM.
daemon = start([listening])
hear("READY=1")
slow = socket.create_connection(("127.0.0.1", port), 5)
head = (b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 14\r\n\r\n")
slow.sendall(head)
time.sleep(0.5)
begin = time.monotonic()
daemon.terminate()
time.sleep(0.5)
slow.sendall(b'{"q": "stage"}')
slow.settimeout(10)
ok("a request in progress is finished", slow.recv(65536).startswith(b"HTTP/1.1 200"))
ok("and then it stops at once", daemon.wait(20) == 0 and time.monotonic() - begin < 3)
daemon = start([listening])
hear("READY=1")
stuck = socket.create_connection(("127.0.0.1", port), 5)
stuck.sendall(head)
time.sleep(0.5)
begin = time.monotonic()
daemon.terminate()
ok("a request that never completes holds it up for 5 seconds at most",
   daemon.wait(20) == 0 and time.monotonic() - begin < 8)
# Clients that keep their connection busy are told that it ends: none of them loses a request.
daemon = start([listening])
hear("READY=1")
lost, done, closes = [], [], []
def keep_asking():
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        while True:
            connection.request("GET", "/v1/answers?q=stage")
            reply = connection.getresponse()
            done.append(len(reply.read()))
            if reply.getheader("Connection") == "close":
                closes.append(True)
                return
    except (OSError, http.client.HTTPException) as error:
        lost.append(repr(error))
clients = [threading.Thread(target=keep_asking) for _ in range(6)]
for client in clients:
    client.start()
begin = time.monotonic()
while len(done) <= 100 and time.monotonic() - begin < 30: # a busy machine needs longer
    time.sleep(0.05)
begin = time.monotonic()
daemon.terminate()
for client in clients:
    client.join(20)
ok("clients in full swing lose no request when the daemon stops", not lost and len(closes) == 6 and len(done) > 100)
ok("and it stops at once", daemon.wait(20) == 0 and time.monotonic() - begin < 3)
PYTHON
timeout 180 python3 "$work/systemd.py" "$bin/bpvd" "$index" "$work" >"$work/systemd.out" 2>"$work/systemd.err" ||
    cat "$work/systemd.err" | sed 's/^/# /'
while read -r result rest; do
    case $result in
    ok) ok "$rest" true ;;
    not) ok "${rest#ok }" false ;;
    esac
done <"$work/systemd.out"
ok "the whole play was played" grep -q "lose no request" "$work/systemd.out"
finish
