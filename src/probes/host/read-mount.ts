import { readFile, readlink, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { nullWhereUnreadable } from './unreadable.ts';
import type { MountReading } from './readings.ts';

/** The kernel says so where a file system can't be written: `emergency_ro` and `shutdown` are ext4's since Linux 6.15. */
const CLOSED: readonly string[] = ['ro', 'emergency_ro', 'shutdown'];
/** Kinds that count their errors; ext3 is driven by ext4's code. */
const COUNTS_ERRORS: readonly string[] = ['ext4', 'ext3'];

interface Mount {
  /** `MAJOR:MINOR`. */
  readonly number: string;
  readonly point: string;
  readonly options: readonly string[];
  readonly type: string;
  readonly source: string;
}

/** Reads how the file system of a path is mounted; `null`: this system does not say. `proc`, `sys`: `/proc`, `/sys`. */
export async function readMount(
  path: string,
  { proc, sys }: { readonly proc: string; readonly sys: string },
): Promise<MountReading | null> {
  const table = await readFile(join(proc, 'self/mountinfo'), 'utf8').catch(nullWhereUnreadable);
  const real = await realpath(path).catch(nullWhereUnreadable);
  if (table === null || real === null) return null;
  const mount = mountOf(
    real,
    table.split('\n').flatMap((line) => parseMount(line) ?? []),
  );
  if (mount === null) return null;
  const { number, point, options, type, source } = mount;
  return {
    path,
    mountPoint: point,
    device: source,
    type,
    readOnly: options.some((option) => CLOSED.includes(option)),
    errors: COUNTS_ERRORS.includes(type) ? await errorsOf(number, source, sys) : null,
  };
}

/** A line of `/proc/self/mountinfo` (proc_pid_mountinfo(5)); `null`: it is none. */
export function parseMount(line: string): Mount | null {
  const [first = '', second = ''] = line.split(' - ', 2);
  const [, , number, , point, options] = first.split(' ');
  const [type, source, superOptions] = second.split(' ');
  if (number === undefined || point === undefined || options === undefined) return null;
  if (type === undefined || source === undefined) return null;
  // A mount and the file system under it can each be read-only.
  const all = [...options.split(','), ...(superOptions ?? '').split(',')];
  return { number, point: unescaped(point), options: all, type, source: unescaped(source) };
}

/** The one that a path lies in; of several in one place the last, which covers the others. */
function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  let found: Mount | null = null;
  for (const mount of mounts) {
    const inside = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`);
    if (inside && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
}

/** `errors_count` of ext4 (kernel.org, ABI/testing/sysfs-fs-ext4). */
async function errorsOf(number: string, source: string, sys: string): Promise<number | null> {
  // The source may be `/dev/root` or a name of the device mapper; the number leads to the kernel's own name.
  const link = await readlink(join(sys, 'dev/block', number)).catch(nullWhereUnreadable);
  const device = basename(link ?? source);
  const text = await readFile(join(sys, 'fs/ext4', device, 'errors_count'), 'utf8').catch(
    nullWhereUnreadable,
  );
  return text !== null && /^\d{1,15}\s*$/.test(text) ? Number(text) : null;
}

/** Blanks, tabs, line ends and backslashes stand there as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_whole, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
