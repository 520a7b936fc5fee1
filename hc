#!/bin/sh
# Run Hillclimb in an environment of its own, made on first use: ./hc up, ./hc test, ./hc COMMAND.
#
#   ./hc test [PYTEST ARGUMENT...]   run the tests (paths are those of the checkout)
#   ./hc COMMAND [ARGUMENT...]       run `hillclimb COMMAND`
#
# HILLCLIMB_ENV        where the environment lives (default: .hc in the checkout)
# HILLCLIMB_PYTHON     the Python to build it with (3.11 or newer; default: the first that fits)
# HILLCLIMB_INSTALLER  uv or pip (default: uv where it can be had, else pip)
set -eu

layout=2 # raise it to make every existing environment be built anew

say() { printf 'hc: %s\n' "$*" >&2; }
die() {
    say "$1"
    shift
    for line in "$@"; do printf '    %s\n' "$line" >&2; done
    exit 1
}

# ---- where things are

self=$0
case $self in */*) ;; *) self=./$self ;; esac
while [ -h "$self" ]; do
    link=$(readlink -- "$self")
    case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
    esac
done
root=$(CDPATH='' cd -P -- "${self%/*}/" && pwd -P)

case ${HILLCLIMB_ENV:-} in
/*) place=$HILLCLIMB_ENV ;;
?*) place=$PWD/$HILLCLIMB_ENV ;;
*)
    place=$root/.hc
    if [ ! -d "$place" ] && [ ! -w "$root" ]; then
        # A checkout that may not be written to: the user's cache, one folder for each checkout.
        set -- "$(printf %s "$root" | cksum)" "$@"
        place=${XDG_CACHE_HOME:-${HOME:-/nowhere}/.cache}/hillclimb/env-${1%% *}
        shift
    fi
    ;;
esac
venv=$place/venv
python=$venv/bin/python

mode=run
lock=$root/requirements.lock
if [ "${1:-}" = test ]; then
    mode=dev
    lock=$root/requirements-dev.lock
fi
[ -r "$lock" ] || die "this checkout is incomplete: $lock is missing." "Clone it again, or: git checkout -- '*.lock'"
sum=$(cksum <"$lock")
want="$layout $sum $root"

# ready: does the stamp say that this environment holds what the lock asks for?
ready() {
    have=
    [ -x "$python" ] && [ -r "$place/stamp-$mode" ] && IFS= read -r have <"$place/stamp-$mode" && [ "$have" = "$want" ]
}

# touched: has anything come or gone in the environment's packages since the stamp?
touched() {
    for packages in "$venv"/lib/python3*/site-packages; do
        if [ "$packages" -nt "$place/stamp-$mode" ]; then return 0; fi
    done
    return 1
}

# whole: does Python start there, and is every file that the installer recorded still present?
whole() {
    "$python" -I -c '
import importlib.metadata, sys, sysconfig
for found in importlib.metadata.distributions(path=[sysconfig.get_path("purelib")]):
    for file in found.files or ():
        if file.suffix != ".pyc" and not file.locate().exists():
            sys.exit(1)
' >/dev/null 2>&1
}

# ---- making the environment (slow, rare, one at a time)

begun=$(date +%s 2>/dev/null || echo 0)
step() { say "[$(($(date +%s) - begun)) s] $*"; }

find_python() {
    for candidate in ${HILLCLIMB_PYTHON:+"$HILLCLIMB_PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        # The interpreter itself, not a name that will mean another version after an upgrade.
        base=$("$candidate" -I -c '
import os, sys
if sys.version_info < (3, 11):
    sys.exit(1)
print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))' 2>/dev/null) && return 0
        if [ "$candidate" = "${HILLCLIMB_PYTHON:-}" ]; then
            die "HILLCLIMB_PYTHON=$candidate is not a Python 3.11 or newer."
        fi
    done
    found=$(python3 --version 2>&1) || found="no python3 at all"
    die "Hillclimb needs Python 3.11 or newer; this machine has: $found." \
        "Debian, Ubuntu: sudo apt install python3 python3-venv" \
        "Fedora: sudo dnf install python3    macOS: brew install python" \
        "Or name one: HILLCLIMB_PYTHON=/path/to/python3.12 ./hc"
}

need_venv() {
    "$base" -I -c 'import ensurepip, venv' 2>/dev/null && return 0
    name=$("$base" -I -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    die "this Python ($base) cannot make environments: its module ensurepip is missing." \
        "Debian, Ubuntu: sudo apt install python3-venv    (or $name)" \
        "Then run the same command again."
}

# quietly LABEL COMMAND...: run it with its output in the log and a sign of life every five seconds.
# It ends with this shell, however this shell ends: no installer is left behind to write into the environment.
quietly() {
    step "$1"
    shift
    printf '\n$ %s\n' "$*" >>"$place/log"
    "$base" -I -c '
import os, signal, subprocess, sys, time
begun, log, shell, *command = sys.argv[1:]
def stop(*_):
    raise SystemExit(130)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, stop)
child = None
try:
    with open(log, "ab") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out)
    said = time.time()
    while child.poll() is None and os.getppid() == int(shell):
        time.sleep(0.02)
        if time.time() - said >= 5:
            said += 5
            print("hc: [%d s]   ... still at it" % (time.time() - int(begun)), file=sys.stderr, flush=True)
    sys.exit(child.poll() or 0)
except OSError as problem:
    with open(log, "a") as out:
        print(problem, file=out)
    sys.exit(126)
finally:
    if child and child.poll() is None:
        child.kill()
        child.wait()
' "$begun" "$place/log" $$ "$@" </dev/null >/dev/null &
    runner=$!
    status=0
    wait "$runner" || status=$?
    runner=
    return $status
}

# find_uv: the user's own, or a private one, or none.
find_uv() {
    uv=
    if [ "${HILLCLIMB_INSTALLER:-uv}" = pip ]; then return 0; fi
    for candidate in uv "$place/boot/bin/uv"; do
        if "$candidate" --version >/dev/null 2>&1; then
            uv=$candidate
            return 0
        fi
    done
    need_venv
    rm -rf "$place/boot"
    if quietly "making a place for the installer" "$base" -I -m venv "$place/boot" &&
        quietly "fetching the installer (uv, about 20 MB)" "$place/boot/bin/python" -I -m pip install --require-hashes --only-binary :all: --no-deps \
            -r "$root/requirements-boot.lock"; then
        uv=$place/boot/bin/uv
    else
        step "  no uv to be had; pip will do (slower)"
    fi
}

install() {
    packages=$(grep -c '^[a-z0-9].*==' "$lock")
    if [ -n "$uv" ]; then
        if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] && [ -n "${PIP_INDEX_URL:-}" ]; then
            export UV_DEFAULT_INDEX="$PIP_INDEX_URL"
        fi
        # As pip does: trust what this machine trusts. (Two names: newer and older uv.)
        export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true UV_NATIVE_TLS=true
        if [ ! -d "$venv" ]; then
            quietly "making an environment for $base" "$uv" venv --no-project --python "$base" "$venv" || return 1
        fi
        quietly "installing $packages packages" \
            "$uv" pip install --python "$python" --require-hashes --compile-bytecode -r "$lock" && return 0
        step "  uv could not; trying pip (slower)"
        rm -rf "$venv"
    fi
    need_venv
    if [ -d "$venv" ] && ! "$python" -I -c 'import pip' 2>/dev/null; then rm -rf "$venv"; fi
    if [ ! -d "$venv" ]; then
        quietly "making an environment for $base" "$base" -I -m venv "$venv" || return 1
    fi
    quietly "installing $packages packages with pip (a minute or two)" \
        "$python" -I -m pip install --disable-pip-version-check --require-hashes -r "$lock"
}

explain_failure() {
    say "the set-up failed. The end of $place/log:"
    tail -n 12 "$place/log" | sed 's/^/    | /' >&2
    free_kb=$(df -Pk "$place" 2>/dev/null | awk 'NR == 2 { print $4 }') || free_kb=
    if grep -qiE 'no space left|errno 28|os error 28' "$place/log" || [ "${free_kb:-99999}" -lt 20000 ]; then
        die "the disk is full: free about 1 GB, or set HILLCLIMB_ENV to a folder on another disk, and run it again."
    fi
    die "run the same command again to retry; what was already fetched is kept." \
        "No network, or a mirror? pip's and uv's own settings apply: PIP_INDEX_URL, UV_DEFAULT_INDEX, HTTPS_PROXY." \
        "Nothing outside $place was changed."
}

set_up() {
    if ! mkdir -p "$place" 2>/dev/null || [ ! -w "$place" ]; then
        die "cannot write to $place, where Hillclimb's environment belongs." \
            "Choose another place: HILLCLIMB_ENV=/some/folder ./hc …"
    fi
    # In this order: another hc may make it in between.
    if [ -n "$(ls -A "$place")" ] && [ ! -e "$place/made-by-hc" ]; then
        die "$place is not empty and was not made by hc; it will not be touched." \
            "Set HILLCLIMB_ENV to a new folder."
    fi
    [ -e "$place/made-by-hc" ] || : >"$place/made-by-hc"
    find_python
    # The kernel's lock: it goes when this process and its installers are gone, however they go.
    exec 9>"$place/busy"
    "$base" -I -c '
import fcntl, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("hc: another hc is setting up here; waiting for it …", file=sys.stderr, flush=True)
    fcntl.flock(9, fcntl.LOCK_EX)
except OSError:
    pass  # a file system without locks: go on alone
'
    if ready && ! touched; then
        exec 9>&-
        return 0
    fi
    runner=
    trap '[ -z "$runner" ] || { kill "$runner"; wait "$runner"; } 2>/dev/null || :' EXIT
    trap 'say "interrupted; run the same command again to go on."; exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    : >"$place/log"
    if ready && whole; then
        : # someone added a package of their own: theirs to decide
    else
        # A stamp is there only between set-ups: none means that one was cut short, and nothing in it is trusted.
        if { [ ! -e "$place/stamp-run" ] && [ ! -e "$place/stamp-dev" ]; } || ready || ! whole; then
            if [ -d "$venv" ]; then
                step "the environment is damaged or half made: building it anew"
                rm -rf "$venv"
            else
                step "first use: making Hillclimb's own environment in $place"
            fi
        elif [ "$mode" = dev ] && [ ! -e "$place/stamp-dev" ]; then
            step "adding what the tests need"
        else
            step "the dependencies changed: bringing the environment up to date"
        fi
        rm -f "$place/stamp-run" "$place/stamp-dev"
        find_uv
        install || explain_failure
        for packages in "$venv"/lib/python3*/site-packages; do
            printf '%s\n' "$root/src" >"$packages/hillclimb-checkout.pth"
        done
        # So that what Hillclimb says to type works for whoever puts this folder on their PATH.
        printf '#!/bin/sh\nexec "%s" -m hillclimb "$@"\n' "$venv/bin/python" >"$venv/bin/hillclimb"
        "$venv/bin/python" -I -c 'import os, sys; os.chmod(sys.argv[1], 0o755)' "$venv/bin/hillclimb"
        step "ready"
    fi
    # The dev lock holds all of the run lock, at the same versions.
    if [ "$mode" = dev ]; then
        printf '%s\n' "$layout $(cksum <"$root/requirements.lock") $root" >"$place/stamp-run"
    fi
    printf '%s\n' "$want" >"$place/stamp-$mode.new"
    mv -f "$place/stamp-$mode.new" "$place/stamp-$mode"
    trap - EXIT INT TERM HUP
    exec 9>&-
}

# ---- the work

unset PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE PYTHONSTARTUP VIRTUAL_ENV
if ! ready || touched; then set_up; fi

# If Python cannot even be started, the shell comes back here: build anew, once.
again=${HILLCLIMB_AGAIN:-}
unset HILLCLIMB_AGAIN
not_started() {
    [ -z "$again" ] || die "Python does not start in $venv." "Remove $place and run the same command again."
    rm -f "$place/stamp-run" "$place/stamp-dev"
    HILLCLIMB_AGAIN=1
    export HILLCLIMB_AGAIN
    exec "$root/hc" "$@"
}
trap 'not_started "$@"' EXIT
if [ "$mode" = dev ]; then
    cd "$root"
    exec "$python" -P -c 'import sys, pytest; sys.exit(pytest.main(["-n", "auto", *sys.argv[2:]]))' "$@"
elif [ $# -eq 0 ]; then
    exec "$python" -P -m hillclimb --help
else
    exec "$python" -P -m hillclimb "$@"
fi
