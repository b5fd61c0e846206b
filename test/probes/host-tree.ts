import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** `/proc` and `/sys` of a Raspberry Pi 5 with its system on an SD card, as far as they are read. */
const PI: Readonly<Record<string, string>> = {
  'proc/sys/kernel/hostname': 'pi\n',
  'proc/self/mountinfo': [
    '21 26 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw',
    '26 1 179:2 / / rw,noatime shared:1 - ext4 /dev/root rw',
    '40 26 179:1 / /boot/firmware rw,relatime shared:30 - vfat /dev/mmcblk0p1 rw,fmask=0022,errors=remount-ro',
    '',
  ].join('\n'),
  'sys/fs/ext4/mmcblk0p2/errors_count': '0\n',
  'sys/class/hwmon/hwmon0/name': 'cpu_thermal\n',
  'sys/class/hwmon/hwmon0/temp1_input': '52350\n',
  'sys/class/hwmon/hwmon1/name': 'rp1_adc\n',
  'sys/class/hwmon/hwmon1/temp1_input': '99000\n',
  'sys/class/hwmon/hwmon2/name': 'pwmfan\n',
  'sys/class/hwmon/hwmon2/fan1_input': '2995\n',
  'sys/class/hwmon/hwmon3/name': 'rpi_volt\n',
  'sys/class/hwmon/hwmon3/in0_lcrit_alarm': '0\n',
  'data/pithead.db': 'x'.repeat(4_096),
  'data/pithead.db-wal': 'x'.repeat(1_024),
};

/** Links of `/sys`; the kernel names a device by its numbers and leads to its name. */
const LINKS: Readonly<Record<string, string>> = {
  'sys/dev/block/179:2': '../../devices/platform/soc/mmc_host/mmc0/mmc0:0001/block/mmcblk0/mmcblk0p2',
};

/** Writes such files below a new folder. `null` leaves a file out. */
export function makeTree(changes: Readonly<Record<string, string | null>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'pithead-host-'));
  for (const [path, text] of Object.entries({ ...PI, ...changes })) {
    if (text === null) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [path, target] of Object.entries(LINKS)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
