import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRun, removeRun, writeRun } from '../src/run-file.ts';

const RUN = {
  pid: process.pid,
  startedAt: 1_795_262_400_000,
  publicUrl: 'http://127.0.0.1:1',
  privateUrl: 'http://[::1]:2',
};
/** Linux gives out no number above 2^22. */
const GONE = 2 ** 22 + 1;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-run-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('where the running program is reached', () => {
  it('is read as it was written, by its owner alone, and gone when it is removed', () => {
    writeRun(dir, RUN);
    expect(readRun(dir)).toEqual(RUN);
    expect(statSync(join(dir, 'run.json')).mode & 0o777).toBe(0o600);
    removeRun(dir);
    removeRun(dir);
    expect(readRun(dir)).toBe(null);
  });

  it('is that of the program that started last', () => {
    writeRun(dir, { ...RUN, pid: GONE, publicUrl: `http://127.0.0.1:1/${'x'.repeat(500)}` });
    writeRun(dir, RUN);
    expect(readRun(dir)).toEqual(RUN);
    expect(readFileSync(join(dir, 'run.json'), 'utf8')).toBe(`${JSON.stringify(RUN)}\n`);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ ...RUN, pid: GONE })],
    ['half a file', JSON.stringify(RUN).slice(0, 20)],
    ['an empty file', ''],
    ['something else', '[]'],
    ['a number that is none', JSON.stringify({ ...RUN, pid: 'x' })],
    ['a field too few', JSON.stringify({ pid: process.pid })],
    // kill(0) and kill(-1) ask about groups and everybody, not about a process.
    ['the number of a group', JSON.stringify({ ...RUN, pid: 0 })],
    ['the number of everybody', JSON.stringify({ ...RUN, pid: -1 })],
  ])('is nowhere where the file names %s', (_what, content) => {
    writeFileSync(join(dir, 'run.json'), content);
    expect(readRun(dir)).toBe(null);
  });
});
