#!/bin/sh
# Installs the system packages that no wheel brings, with apt-get, and only those that are missing:
#   libfribidi0   right-to-left text (Pillow loads it when it draws Arabic, Hebrew, Urdu ...)
#   espeak-ng     a kiosk's voice, and alsa-utils, which plays it and hears who speaks; kakasi reads Japanese to it
#   libanthy1     Japanese words for what is typed in kana; without it there are hiragana and katakana
#   libusb-1.0-0  receipt printers on USB
#   node-tweetnacl, node-qrcode-generator  two scripts for a person's trail, opened in their browser and
#                 shown to a kiosk; the hub's pages send them along
# and, for a real hub (sh system_packages.sh hub) and the tests (sh system_packages.sh test):
#   mosquitto     the broker that lets in kiosks of the network, each with its certificate
# and, for the tests alone:
#   strace        shows what reaches the disk and when, for the power cuts
#   systemd       its systemd-analyze looks at the service files
#   chromium      the browser that looks at the hub's pages
#   xvfb, libxtst6  a display that nobody sees and a finger at it, for `curiocity meter` and for wild pressing
#   tesseract-ocr  and five of its languages: reads slips off the paper
#   cups          a print queue of the tests' own, whose jobs must come out once or not at all
#   unicode-cldr-core, unicode-data  every language's letters, and the standard's own tests of bidirectional text
# and, for the hardware (sh system_packages.sh hardware):
#   graphviz      its dot lays out the wiring drawings
#   libgl1        the enclosure's library is linked with it; libegl1 draws its pictures without a display
# Run by the make targets before anything is set up. Without root it says what to run and goes on:
# `curiocity doctor` and the programs themselves say clearly what then does not work.
set -eu
PATH=$PATH:/usr/sbin:/sbin
missing=
ldconfig -p 2> /dev/null | grep -q 'libfribidi\.so\.0' || missing=libfribidi0
ldconfig -p 2> /dev/null | grep -q 'libanthy\.so\.1' || missing="$missing libanthy1"
ldconfig -p 2> /dev/null | grep -q 'libusb-1\.0\.so\.0' || missing="$missing libusb-1.0-0"
for script in tweetnacl qrcode-generator; do
    [ -d /usr/share/nodejs/$script ] || missing="$missing node-$script"
done
case ${1:-} in
    hub) programs=mosquitto ;;
    test) programs="mosquitto strace systemd-analyze chromium Xvfb" ;;
    hardware) programs=dot ;;
    *) programs= ;;
esac
for program in espeak-ng kakasi $programs; do
    command -v "$program" > /dev/null 2>&1 || missing="$missing $(echo "${program%-analyze}" | sed "s/^X/x/; s/^dot\$/graphviz/")"
done
[ "${1:-}" != test ] || ldconfig -p 2> /dev/null | grep -q 'libXtst\.so\.6' || missing="$missing libxtst6"
[ "${1:-}" != test ] || command -v cupsd > /dev/null 2>&1 || missing="$missing cups cups-client"
[ "${1:-}" != test ] || [ -d /usr/share/tesseract-ocr/5/tessdata ] ||
    missing="$missing tesseract-ocr tesseract-ocr-ara tesseract-ocr-hin tesseract-ocr-chi-sim tesseract-ocr-rus"
for data in cldr BidiTest.txt; do
    [ "${1:-}" != test ] || [ -e /usr/share/unicode/$data ] ||
        missing="$missing unicode-$([ $data = cldr ] && echo cldr-core || echo data)"
done
for library in libGL.so.1=libgl1 libEGL.so.1=libegl1; do
    [ "${1:-}" != hardware ] || ldconfig -p 2> /dev/null | grep -qF "${library%=*}" || missing="$missing ${library#*=}"
done
command -v aplay > /dev/null 2>&1 || missing="$missing alsa-utils"
[ -n "$missing" ] || exit 0
if ! command -v apt-get > /dev/null 2>&1; then
    echo "Please install with your system's package manager (these are Debian's names):$missing" >&2
    exit 0
fi
if [ "$(id -u)" != 0 ]; then
    echo "Some system packages are missing. Please run: sudo apt-get install$missing" >&2
    exit 0
fi
echo "Installing with apt-get:$missing ..."
install() {
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing > /dev/null 2>&1
}
install || { apt-get update -qq > /dev/null 2>&1 && install; } || echo "apt-get could not install:$missing" >&2
# Debian starts a mosquitto of its own, for this machine alone; the hub runs one itself and needs that one not.
