import { countOf } from '../../core/count-of.ts';
import type { Severity } from '../../core/event.ts';
import type { JudgedAspect } from './aspect.ts';
import type { DiskReading, MountReading } from './readings.ts';
import { sayBytes } from './size.ts';

const CRITICAL_BYTES = 2 ** 30;
const FAILING = 'an SD card or a disk that fails: a system makes it so, to save what is there';

/** Is there space? A large disk that is nearly full can wait a little, a small one can't. */
export function judgeDisk(
  disk: DiskReading,
  { diskPercent, severity }: { readonly diskPercent: number; readonly severity: Severity },
): JudgedAspect {
  const { path } = disk;
  const common = {
    aspect: 'disk',
    good: `There is space on the disk of ${path} again`,
    cause: null,
  } as const;
  if (disk.outcome === 'unreadable') {
    return {
      ...common,
      ok: false,
      severity: 'critical',
      bad: `The disk of ${path} can't be read`,
      evidence: disk.detail,
      next: 'look whether it is still there ("mount", "dmesg"), and whether the path is right',
      brief: 'disk unreadable',
    };
  }
  const { availableBytes, usedBytes } = disk;
  const total = availableBytes + usedBytes;
  const percent = total === 0 ? 0 : (availableBytes / total) * 100;
  const free = `${Math.floor(percent)} %`;
  return {
    ...common,
    ok: percent >= diskPercent,
    severity: availableBytes < CRITICAL_BYTES ? 'critical' : severity,
    bad: `The disk of ${path} is nearly full`,
    evidence: `${sayBytes(availableBytes)} of ${sayBytes(total)} are free: ${free} (at least ${diskPercent} % is well)`,
    next: 'free some space ("df -h", "sudo du -xhd1 / | sort -h"), or give it a larger disk',
    brief: `disk ${free} free`,
  };
}

/** Can the file system be written, and has it noted errors? */
export function judgeMount(mount: MountReading, severity: Severity): JudgedAspect {
  const { path, readOnly, errors, mountPoint, device, type } = mount;
  const common = {
    aspect: 'read-only',
    good: `The file system of ${path} is well again`,
    cause: FAILING,
  } as const;
  const where = `${device} on ${mountPoint} (${type})`;
  if (readOnly || errors === null || errors === 0) {
    return {
      ...common,
      ok: !readOnly,
      severity: 'critical',
      bad: `The file system of ${path} is read-only`,
      evidence: `${where} ${readOnly ? 'takes no writes' : 'can be written'}`,
      next: 'copy the data elsewhere now, look at "dmesg", then replace the card or disk',
      brief: readOnly ? 'READ-ONLY' : 'writable',
    };
  }
  return {
    ...common,
    ok: false,
    severity,
    bad: `The file system of ${path} has noted errors`,
    evidence: `${where} noted ${countOf(errors, 'error')} since it was last checked`,
    cause: 'an SD card or a disk that begins to fail, or power that went away',
    next: 'copy the data elsewhere, have it checked ("fsck.mode=force" on the kernel\'s command line), replace it if they come again',
    brief: countOf(errors, 'file system error'),
  };
}
