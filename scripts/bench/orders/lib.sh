# What the ways of an operator share. They run on the controller, as somebody would type them there: loops over ssh.
# Usage of each: WAY NODE PEER…, the addresses of the hosts; the first gets a new key.
# shellcheck shell=sh disable=SC2016,SC2034

node=$1
shift
peers=$*

# Runs a command on a host.
on() {
  host=$1
  shift
  ssh -o BatchMode=yes "root@$host" "$@"
}
# Makes the node's next key: $old and $new are the public ones.
new_key() {
  old=$(on "$node" wg show wg0 public-key)
  new=$(on "$node" 'umask 077 && wg genkey >/etc/wireguard/new.key && wg pubkey </etc/wireguard/new.key')
}
# Writes every host's wg-quick file anew, as a template of all keys would come out.
render() {
  new_key
  for peer in $peers; do on "$peer" "sed -i 's|^PublicKey = $old|PublicKey = $new|' /etc/wireguard/wg0.conf"; done
  on "$node" 'umask 077 && cd /etc/wireguard && awk "NR == FNR { key = \$0; next }
    /^PrivateKey = / { print \"PrivateKey = \" key; next } { print }" new.key wg0.conf >wg0.new && mv wg0.new wg0.conf'
}
