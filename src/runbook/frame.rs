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

# holds TEST WANTED COMMAND...: puts into held whether it is so already. A call that fails tells
# neither, and ends the phase.
holds() {
  local test=$1 wanted=$2 output='' status=0
  shift 2
  held=no
  if [[ $dry_run == yes ]]; then
    return 0
  fi
  output=$(timeout 60 "$@" </dev/null) || status=$?
  if ((status != 0)); then
    log "exit status $status, nobody can tell whether it is so already: $(printf '%q ' "$@")"
    return 1
  fi
  if meets "$test" "$wanted" "$output"; then
    held=yes
  fi
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

# confirm TEXT WORD...: asks for each word.
confirm() {
  local answer word
  printf '\n%s\n' "$1" >&2
  shift
  for word in "$@"; do
    answer=''
    printf 'Type %s to go on: ' "$word" >&2
    read -r answer || true
    if [[ $answer != "$word" ]]; then
      log 'not confirmed'
      return 1
    fi
  done
}

# hint PHASE: what undoes that phase and those before it, the last first, back to where there is no
# return.
hint() {
  local at phase reached=no line lines=''
  for ((at = ${#phases[@]} - 1; at >= 0; at--)); do
    phase=${phases[at]}
    if [[ $phase == "$1" ]]; then
      reached=yes
    elif [[ $reached == no ]]; then
      continue
    fi
    if [[ " $no_return " == *" $phase "* ]] && [[ $phase != "$1" || $crossed == yes ]]; then
      line=$(undo "$phase-crossed")
      lines+=$line${line:+$'\n'}
      break
    fi
    line=$(undo "$phase")
    lines+=$line${line:+$'\n'}
  done
  if [[ -z $lines ]]; then
    log 'nothing needs to be undone, or nothing can be'
  else
    log 'what was done is undone by, in this order'
    printf '%s' "$lines" >&2
  fi
  if ((at >= 0)); then
    log 'what was done before that has no way back but forward'
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
      delete+=("$2")
      shift
      ;;
"#;

/// How a deletion is agreed to.
pub(super) const CONSENT: &str = r#"
# consent TEXT NAME...: each of the names was given with --delete, or is typed.
consent() {
  local text=$1 name given agreed
  shift
  for name in "$@"; do
    agreed=no
    for given in "${delete[@]}"; do
      if [[ $given == "$name" ]]; then
        agreed=yes
      fi
    done
    if [[ $agreed == no && $yes == yes ]]; then
      log "what is deleted is named with --delete: $name"
      return 1
    fi
    if [[ $agreed == no ]]; then
      confirm "$text" "$name"
    fi
  done
}
"#;
