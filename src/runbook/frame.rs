//! The parts of a script that every runbook has.

/// What is the same in every script.
pub(super) const HELPERS: &str = r#"
log() {
  printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >&2
}

# run PURPOSE SECONDS COMMAND...
run() {
  local purpose=$1 limit=$2
  shift 2
  log "$purpose"
  if [[ $dry_run == yes ]]; then
    { printf '%q ' "$@"; printf '\n'; } >&3
    return 0
  fi
  log "+ $(printf '%q ' "$@")"
  timeout "$limit" "$@" </dev/null
}

# try PURPOSE SECONDS COMMAND...: goes on when it fails. Where nothing answers, the rest of the phase
# is not tried: 124 is the end of the time, 255 what the AWS CLI says without a connection.
try() {
  local status=0
  if [[ $dark == yes ]]; then
    log "left out, nothing answers: $1"
    return 0
  fi
  run "$@" || status=$?
  if ((status == 124 || status == 255)); then
    dark=yes
  fi
  if ((status != 0)); then
    log "left out, exit status $status: $1"
  fi
}

# meets TEST WANTED OUTPUT
meets() {
  case $1 in
    is) [[ $3 == "$2" ]] ;;
    at-least) [[ $3 =~ ^[0-9]+(\.[0-9]+)?$ ]] && ((10#${3%%.*} >= $2)) ;;
    at-most) [[ $3 =~ ^[0-9]+(\.[0-9]+)?$ ]] && ((10#${3%%.*} <= $2)) ;;
    *) return 1 ;;
  esac
}

# holds TEST WANTED COMMAND...: whether it is so already.
holds() {
  local test=$1 wanted=$2 output=''
  shift 2
  if [[ $dry_run == yes ]]; then
    return 1
  fi
  output=$(timeout 60 "$@" </dev/null 2>/dev/null) || return 1
  meets "$test" "$wanted" "$output"
}

# await WHAT SECONDS TEST WANTED COMMAND...
await() {
  local what=$1 limit=$2 test=$3 wanted=$4 output='' deadline
  shift 4
  if [[ $dry_run == yes ]]; then
    { printf '%q ' "$@"; printf '# until %s %q\n' "$test" "$wanted"; } >&3
    return 0
  fi
  log "until $what, at most $limit s"
  deadline=$((SECONDS + limit))
  while true; do
    output=$(timeout 60 "$@" </dev/null) || output=''
    if meets "$test" "$wanted" "$output"; then
      log "so it is: $what"
      return 0
    fi
    if ((SECONDS >= deadline)); then
      break
    fi
    sleep "$interval"
  done
  output=${output//[^[:print:]]/?}
  log "not within $limit s: $what; wanted $test $wanted, found ${output:0:200}"
  return 1
}

# confirm TEXT WORD
confirm() {
  local answer=''
  printf '\n%s\nType %s to go on: ' "$1" "$2" >&2
  read -r answer || true
  if [[ $answer != "$2" ]]; then
    log 'not confirmed'
    return 1
  fi
}

ended() {
  local status=$?
  if [[ -z $current || $status -eq 0 ]]; then
    return
  fi
  log "stopped in phase $current"
  hint "$current"
  log "to go on from there: $0 --from $current"
  exit 1
}
"#;

/// The main part: options, refusal, phases in order.
pub(super) const MAIN: &str = r#"
while (($# > 0)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    -y | --yes) yes=yes ;;
    --dry-run) dry_run=yes ;;
    --from)
      if (($# < 2)); then
        log "$1 needs a value"
        exit 2
      fi
      from=$2
      shift
      ;;
DELETE    *) log "no such option: $1"; usage >&2; exit 2 ;;
  esac
  shift
done

if ((${#missing[@]} > 0)); then
  log 'MISSING: this script is not complete and does not start'
  printf '  - %s\n' "${missing[@]}" >&2
  exit 2
fi
known=no
for phase in "${phases[@]}"; do
  if [[ -z $from || $from == "$phase" ]]; then
    known=yes
  fi
done
if [[ $known == no ]]; then
  log "no such phase: $from; there are ${phases[*]}"
  exit 2
fi
if [[ ! $interval =~ ^[0-9]+$ ]]; then
  log 'INTERVAL is a number of seconds'
  exit 2
fi
for tool in aws timeout date sleep; do
  if ! command -v "$tool" >/dev/null; then
    log "$tool is needed and is not there"
    exit 2
  fi
done

trap ended EXIT
begun=$SECONDS
waiting=$from
for phase in "${phases[@]}"; do
  if [[ -n $waiting && $waiting != "$phase" ]]; then
    continue
  fi
  waiting=''
  current=$phase
  dark=no
  since=$SECONDS
  announce "$phase"
  perform "$phase"
  log "phase $phase took $((SECONDS - since)) s"
done
current=''
log "done in $((SECONDS - begun)) s"
"#;

/// The option of scripts that delete something.
pub(super) const DELETE: &str = r#"    --delete)
      if (($# < 2)); then
        log "$1 needs a value"
        exit 2
      fi
      delete=$2
      shift
      ;;
"#;
