#!/usr/bin/env bash
# Gets the binary of the release that the action is of, unless the job has a volsift already (cargo install, a cache).
# It is used only if GitHub attests that the workflow of that repository built it.
set -euo pipefail
if command -v volsift > /dev/null; then volsift --version; exit; fi
case $RUNNER_OS-$RUNNER_ARCH in
  Linux-X64) file=x86_64-unknown-linux-musl.tar.gz ;;
  Linux-ARM64) file=aarch64-unknown-linux-musl.tar.gz ;;
  macOS-X64) file=x86_64-apple-darwin.tar.gz ;;
  macOS-ARM64) file=aarch64-apple-darwin.tar.gz ;;
  Windows-X64) file=x86_64-pc-windows-msvc.zip ;;
  *) echo "::error::no binary for $RUNNER_OS on $RUNNER_ARCH; use cargo install volsift --locked before this step"; exit 1 ;;
esac
# Where the action is named by a branch or a commit, the latest release.
tag=(); case $VOLSIFT_TAG in v[0-9]*.[0-9]*.[0-9]*) tag=("$VOLSIFT_TAG") ;; esac
folder=$RUNNER_TEMP/volsift
mkdir -p "$folder"
cd "$folder"
gh release download ${tag[@]+"${tag[@]}"} --repo "$VOLSIFT_REPOSITORY" --pattern "volsift-*-$file" --clobber
gh attestation verify volsift-*-"$file" --repo "$VOLSIFT_REPOSITORY"
case $file in
  *.zip) unzip -qo volsift-*-"$file" ;;
  *) tar -xzf volsift-*-"$file" ;;
esac
rm volsift-*-"$file"
cd volsift-*/
if command -v cygpath > /dev/null; then cygpath -w "$PWD"; else pwd; fi >> "$GITHUB_PATH"
./volsift --version
