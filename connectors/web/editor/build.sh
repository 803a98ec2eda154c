#!/bin/sh
# Makes src/pages/script/editor.js anew. The versions are those of package-lock.json; the same versions give the same file.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund
out=../src/pages/script/editor.js
node_modules/.bin/esbuild editor.mjs --bundle --minify --format=iife --target=es2022 --charset=utf8 --legal-comments=none \
    --banner:js="/*! CodeMirror 6 and Lezer, MIT, Copyright (C) 2018-2021 by Marijn Haverbeke and others: connectors/web/editor/LICENSE */" \
    --outfile="$out"
rm -rf node_modules
