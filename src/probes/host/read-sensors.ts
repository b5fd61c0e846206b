import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostReadings, PowerReading } from './readings.ts';
import { nullWhereUnreadable } from './unreadable.ts';

/** Drivers that measure processors and their packages: a disk is not asked, because that would wake it. */
const PROCESSOR = /^(?:coretemp|k10temp|zenpower|\w*(?:cpu|soc|core)\w*_thermal)$/;
/** docs.kernel.org/hwmon/raspberrypi-hwmon.html */
const PI_VOLTAGE = 'rpi_volt';
const INPUT = /^temp\d+_input$/;
const MILLI = 1_000;
/** What a broken sensor says is beyond it. */
const COLDEST = -60;
const HOTTEST = 200;

/** What is read of `/sys/class/hwmon` (docs.kernel.org/hwmon/sysfs-interface.html). */
export interface Sensors {
  readonly temperatures: HostReadings['temperatures'];
  /** `null`: there is no such driver. */
  readonly voltageAlarm: PowerReading['alarm'];
}

/** Reads the sensors by the names of their drivers; their numbers change from start to start. `sys`: `/sys`. */
export async function readSensors(sys: string): Promise<Sensors> {
  const root = join(sys, 'class/hwmon');
  const temperatures: { sensor: string; celsius: number }[] = [];
  let voltageAlarm: boolean | null = null;
  for (const folder of (await readdir(root).catch(nullWhereUnreadable)) ?? []) {
    const sensor = await textOf(join(root, folder, 'name'));
    if (sensor === PI_VOLTAGE) {
      const alarm = await textOf(join(root, folder, 'in0_lcrit_alarm'));
      if (alarm !== null) voltageAlarm = alarm !== '0';
    }
    if (sensor === null || !PROCESSOR.test(sensor)) continue;
    for (const celsius of await temperaturesIn(join(root, folder))) temperatures.push({ sensor, celsius });
  }
  return { temperatures, voltageAlarm };
}

async function temperaturesIn(folder: string): Promise<readonly number[]> {
  const names = (await readdir(folder).catch(nullWhereUnreadable)) ?? [];
  const texts = await Promise.all(
    names.filter((name) => INPUT.test(name)).map((name) => textOf(join(folder, name))),
  );
  return texts
    .flatMap((text) => (text !== null && /^-?\d{1,7}$/.test(text) ? [Number(text) / MILLI] : []))
    .filter((celsius) => celsius > COLDEST && celsius < HOTTEST);
}

async function textOf(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(nullWhereUnreadable);
  return text === null ? null : text.trim();
}
