import type { Severity } from '../../core/event.ts';
import type { JudgedAspect } from './aspect.ts';
import type { PowerReading } from './readings.ts';

/** Bits of `vcgencmd get_throttled` (raspberrypi.com/documentation/computers/os.html#get_throttled). */
const UNDER_VOLTAGE = 0;
const NOW = [
  [UNDER_VOLTAGE, 'under-voltage'],
  [1, 'processor frequency capped'],
  [2, 'throttled'],
  [3, 'soft temperature limit'],
] as const;
/** The same things since the start of the machine stand so many bits higher. */
const SINCE_START = 16;

const SUPPLY = 'a power supply or a cable that is too weak, or USB devices that take too much';
const HEAT = 'heat: the machine slows itself down';

/** Has a Raspberry Pi the power it needs, and does it run at its full speed? */
export function judgePower({ alarm, throttled }: PowerReading, severity: Severity): JudgedAspect {
  const bits = throttled ?? 0;
  const now = NOW.filter(([bit]) => isSet(bits, bit)).map(([, words]) => words);
  if (alarm === true && !isSet(bits, UNDER_VOLTAGE)) now.unshift('under-voltage');
  const before = NOW.filter(([bit]) => isSet(bits, bit + SINCE_START)).map(([, words]) => words);
  // A short one passes between two looks, and damages cards: it stays to be told until the machine starts anew.
  const wasLow = isSet(bits, UNDER_VOLTAGE + SINCE_START);
  const low = wasLow || now.includes('under-voltage');
  return {
    aspect: 'power',
    ok: now.length === 0 && !wasLow,
    severity: now.length === 0 ? 'info' : severity,
    bad: badOf(now.length > 0, low),
    good: 'Power and speed are as they should be again',
    evidence: [
      `Now: ${now.join(', ') || 'nothing'}`,
      ...(throttled === null ? [] : [`Since the machine started: ${before.join(', ') || 'nothing'}`]),
    ].join('\n'),
    cause: low ? SUPPLY : HEAT,
    next: low
      ? 'use the power supply made for it and a short cable; then restart it, which also clears the mark'
      : 'give it air: look at the fan, the heat sink and at dust; "top" shows what keeps it busy',
    brief: now.join(', ') || (wasLow ? 'under-voltage since start' : 'power good'),
  };
}

function badOf(isNow: boolean, low: boolean): string {
  if (!isNow) return 'There was too little power since the machine started';
  return low ? 'There is too little power' : 'The processor slows itself down';
}

function isSet(bits: number, bit: number): boolean {
  return ((bits >>> bit) & 1) === 1;
}
