import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { isRoom, problemsOf } from './architecture-rules.ts';

const SRC = new URL('../src/', import.meta.url);
const ROOMS_AT_LEAST = 8;

const folders = readdirSync(SRC, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && readdirSync(new URL(entry.name, SRC)).length > 0 ? [entry.name] : [],
);
const rooms = folders.filter(isRoom);
const files = readdirSync(fileURLToPath(SRC), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) =>
    `${entry.parentPath}${sep}${entry.name}`
      .slice(fileURLToPath(SRC).length)
      .replaceAll(sep, '/')
      .replace(/^\//, ''),
  );

function read(file: string): string {
  return readFileSync(new URL(file, SRC), 'utf8');
}

test('the check sees the files of every folder, and there are as many rooms as were ever built', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(rooms.length).toBeGreaterThanOrEqual(ROOMS_AT_LEAST);
  for (const folder of folders) expect(files.filter((file) => file.startsWith(`${folder}/`))).not.toEqual([]);
  expect(files.filter((file) => !file.endsWith('.ts'))).toEqual([]);
});

describe('every file of src keeps to the star', () => {
  it.each(files)('%s', (file) => {
    expect(problemsOf(file, read(file))).toEqual([]);
  });
});

describe('docs/ARCHITECTURE.md', () => {
  it.each([...rooms, 'core'])('names src/%s', (room) => {
    const page = readFileSync(new URL('../docs/ARCHITECTURE.md', import.meta.url), 'utf8');
    expect(page).toMatch(new RegExp(`^\\| \`${room}\` \\|`, 'm'));
  });
});

describe('the checker refuses', () => {
  it.each([
    ['an npm package in core', 'core/a.ts', "import { z } from 'zod';", 'core imports zod'],
    ['node: in core', 'core/a.ts', "import { join } from 'node:path';", 'core imports node:path'],
    [
      'a type from outside in core',
      'core/a.ts',
      "import type { A } from '../app.ts';",
      'core imports app.ts',
    ],
    ['a room in core', 'core/a.ts', "export { a } from '../bots/b.ts';", 'core imports bots/b.ts'],
    ['another room', 'bots/a.ts', "import { b } from '../storage/b.ts';", 'imports storage/b.ts'],
    [
      'another room from a deeper folder',
      'bots/x/a.ts',
      "import '../../storage/b.ts';",
      'imports storage/b.ts',
    ],
    [
      'another room by a type alone',
      'bots/a.ts',
      "import type { B } from '../storage/b.ts';",
      'imports storage/b.ts',
    ],
    ['another room, passed on', 'bots/a.ts', "export * from '../storage/b.ts';", 'imports storage/b.ts'],
    [
      'another room, loaded late',
      'bots/a.ts',
      "const b = await import('../storage/b.ts');",
      'imports storage/b.ts',
    ],
    ['another room in a type', 'bots/a.ts', "let b: import('../storage/b.ts').B;", 'imports storage/b.ts'],
    ['another room by require', 'bots/a.ts', "const b = require('../storage/b.ts');", 'imports storage/b.ts'],
    [
      'what nobody can read off',
      'bots/a.ts',
      'const b = await import(name);',
      'imports what only running it tells',
    ],
    [
      'the composition root in a room',
      'bots/a.ts',
      "import { createApp } from '../app.ts';",
      'imports app.ts',
    ],
    [
      'the configuration in a room',
      'bots/a.ts',
      "import type { C } from '../config/schema.ts';",
      'imports config/schema.ts',
    ],
    [
      'a room in a root file that has no business there',
      'clock.ts',
      "import './bots/index.ts';",
      'imports bots/index.ts',
    ],
    [
      'what lies outside src',
      'bots/a.ts',
      "import '../../test/a.ts';",
      'imports ../test/a.ts from outside src',
    ],
    [
      'a chat library outside bots',
      'dispatch/a.ts',
      "import { Bot } from 'grammy';",
      'imports the package grammy',
    ],
    [
      'a database outside storage',
      'control/a.ts',
      "import D from 'better-sqlite3';",
      'imports the package better-sqlite3',
    ],
    [
      'a deep path of a package',
      'control/a.ts',
      "import { M } from 'kysely/migration';",
      'imports the package kysely',
    ],
    [
      'a scoped package',
      'messages/a.ts',
      "import c from '@marcbachmann/cel-js';",
      'imports the package @marcbachmann/cel-js',
    ],
    ['a package in the composition root', 'app.ts', "import pino from 'pino';", 'imports the package pino'],
    ['a built-in without its prefix', 'trail/a.ts', "import { join } from 'path';", 'path without node:'],
    [
      'timers by import',
      'trail/a.ts',
      "import { scheduler } from 'node:timers/promises';",
      'imports node:timers/promises',
    ],
    ['the environment', 'bots/a.ts', "const a = process.env['A'];", 'uses process.env'],
    ['the environment by another spelling', 'bots/a.ts', "const a = process['env'];", 'uses process.env'],
    ['the wall clock', 'core/a.ts', 'const a = Date.now();', 'uses Date.now'],
    ['the wall clock as a function', 'core/a.ts', 'const a = { now: Date.now };', 'uses Date.now'],
    ['the wall clock as a date', 'core/a.ts', 'const a = new Date();', 'uses new Date()'],
    ['the wall clock as a text', 'core/a.ts', 'const a = Date();', 'uses Date()'],
    ['the monotonic clock', 'bots/a.ts', 'performance.now();', 'uses performance.now'],
    ['chance', 'dispatch/a.ts', 'const a = Math.random();', 'uses Math.random'],
    ['a timer', 'dispatch/a.ts', 'setTimeout(() => {}, 5);', 'uses setTimeout'],
    ['a timer by globalThis', 'dispatch/a.ts', 'globalThis.setTimeout(() => {}, 5);', 'uses setTimeout'],
    ['a timer, passed on', 'dispatch/a.ts', 'const deps = { later: setInterval };', 'uses setInterval'],
    ['the network', 'bots/a.ts', "await fetch('http://127.0.0.1');", 'uses fetch'],
    [
      'a second comparison',
      'control/a.ts',
      "import { timingSafeEqual } from 'node:crypto';",
      'uses timingSafeEqual',
    ],
    ['an open end', 'bots/a.ts', `// ${['TO', 'DO'].join('')}: later`, 'has a TODO'],
    ['a long file', 'app.ts', 'let a;\n'.repeat(301), 'has 301 lines; 300 are the most'],
  ])('%s', (_what, file, code, problem) => {
    expect(problemsOf(file, code)).toEqual([problem]);
  });

  it('what it cannot read', () => {
    expect(problemsOf('bots/a.ts', 'import {')).not.toEqual([]);
  });
});

describe('the checker lets pass', () => {
  it.each([
    ['the core in the core', 'core/a.ts', "import { b } from './b.ts';"],
    ['the core in a room', 'bots/a.ts', "import { b } from '../core/b.ts';"],
    ["a room's own files", 'webhooks/schemes/a.ts', "import { b } from '../scheme.ts';"],
    ["a room's own package", 'storage/a.ts', "import { Migrator } from 'kysely/migration';"],
    ['rooms in the composition root', 'app.ts', "import './bots/index.ts'; import './config.ts';"],
    ['rooms in a command', 'cli/a.ts', "import '../storage/index.ts'; import '../app.ts';"],
    [
      'a date of a number, a property that is called like a global',
      'bots/a.ts',
      'new Date(5); deps.fetch(1); const a = { fetch: 1 };',
    ],
    ['300 lines', 'app.ts', 'let a;\n'.repeat(300)],
    ['the environment at the edge', 'cli/a.ts', "process.env['A']; Date.now(); fetch('x');"],
  ])('%s', (_what, file, code) => {
    expect(problemsOf(file, code)).toEqual([]);
  });
});
