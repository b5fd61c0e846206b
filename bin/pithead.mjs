#!/usr/bin/env node
// Plain JavaScript: it must run, and explain itself, under whatever Node the system has.
const [major = '0'] = process.versions.node.split('.');
if (Number(major) < 26) {
  process.stderr.write(
    `Pithead needs Node.js 26 and this is ${process.version}: run "npm ci" once (it brings the right one), then "npm start" or "npx pithead ${process.argv.slice(2).join(' ')}"\n`,
  );
  process.exit(1);
}
const { fileURLToPath } = await import('node:url');
const { enableCompileCache, flushCompileCache } = await import('node:module');
// TypeScript runs as it is; what Node makes of it is kept, which halves each start. Inside the checkout: whoever can write
// there can change the program anyway. Where it can't be written, each start takes longer.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/pithead', import.meta.url)));
const { main } = await import('../src/cli/main.ts');
await main(process.argv);
flushCompileCache();
