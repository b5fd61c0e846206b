import { chmodSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandFailed, reasonOf } from '../failure.ts';

const OWNER_ONLY = 0o600;

/** Writes the file for its owner alone, and says where it is. Ends the command where it is there already. */
export function writeDocument(file: string, text: string, force: boolean): string {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx', mode: OWNER_ONLY });
    // One that was there keeps its mode.
    chmodSync(file, OWNER_ONLY);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new CommandFailed(`${file} is there already: --force writes over it, --out FILE writes another`);
    }
    throw new CommandFailed(`${file} can't be written (${reasonOf(error)}): --out FILE writes another`);
  }
  return `written to ${resolve(file)}: "Cause" and "Follow-up" are left to you`;
}
