import { readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../core/error-text.ts';
import { readMount } from './read-mount.ts';
import { readSensors } from './read-sensors.ts';
import type { DiskReading, HostReadings } from './readings.ts';
import { nullWhereUnreadable } from './unreadable.ts';

/** Of this process and its machine, as `watch` reads it. */
export interface Load {
  readonly availableBytes: number | null;
  readonly totalBytes: number | null;
  readonly loopDelayMs: number;
}

/** Where a machine is read from. */
export interface HostSources {
  /** `/proc` and `/sys`, or folders like them. */
  readonly proc: string;
  readonly sys: string;
  /** Whose disk is meant where no path is named: the folder of the database. */
  readonly dataDir: string;
  /** The database's file; `null`: it is none. */
  readonly database: string | null;
  readonly load: () => Load;
  /** Runs a program and gives what it printed; `null`: it is not there, failed or took too long. */
  readonly run: (program: string, args: readonly string[]) => Promise<string | null>;
}

/** Reads this machine. `path`: whose disk; `null`: the database's. What is not there to be read is `null`. */
export type ReadHost = (path: string | null) => Promise<HostReadings>;

export function createReadHost(sources: HostSources): ReadHost {
  const { proc, sys, dataDir, database, load, run } = sources;

  /** One after the other: a disk that hangs holds one of Node's four threads for each thing it is asked. */
  async function readDisks(path: string) {
    const disk = await readDisk(path);
    const mount = await readMount(path, sources);
    return [disk, mount, database === null ? null : await readDatabase(database)] as const;
  }

  return async (named) => {
    const path = named ?? dataDir;
    const [hostname, [disk, mount, size], sensors, printed] = await Promise.all([
      readFile(join(proc, 'sys/kernel/hostname'), 'utf8').catch(nullWhereUnreadable),
      readDisks(path),
      readSensors(sys),
      run('vcgencmd', ['get_throttled']),
    ]);
    const { availableBytes, totalBytes, loopDelayMs } = load();
    const throttled = throttledOf(printed);
    const { temperatures, voltageAlarm: alarm } = sensors;
    return {
      hostname: hostname === null ? null : hostname.trim() || null,
      disk,
      mount,
      memory: availableBytes === null ? null : { availableBytes, totalBytes },
      temperatures,
      power: alarm === null && throttled === null ? null : { alarm, throttled },
      database: size,
      loopDelayMs,
    };
  };
}

async function readDisk(path: string): Promise<DiskReading> {
  try {
    const { bsize, blocks, bfree, bavail } = await statfs(path);
    return { outcome: 'read', path, availableBytes: bavail * bsize, usedBytes: (blocks - bfree) * bsize };
  } catch (error) {
    return { outcome: 'unreadable', path, detail: errorText(error) };
  }
}

async function readDatabase(file: string): Promise<HostReadings['database']> {
  const found = await stat(file).catch(nullWhereUnreadable);
  const wal = await stat(`${file}-wal`).catch(nullWhereUnreadable);
  return found === null ? null : { fileBytes: found.size, walBytes: wal?.size ?? 0 };
}

/** `throttled=0x50005`. */
function throttledOf(printed: string | null): number | null {
  const [, hex] = /^throttled=(0x[0-9a-f]{1,8})\s*$/i.exec(printed ?? '') ?? [];
  return hex === undefined ? null : Number(hex);
}
