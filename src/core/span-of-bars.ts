import { HOUR_MS } from './duration.ts';

/** Whether times are beginnings of days or of hours; ascending, epoch milliseconds. A day has 23 hours once a year. */
export function spanOfBars(starts: readonly number[]): 'day' | 'hour' {
  const isDay = starts.some((at, i) => at - (starts[i - 1] ?? at) > 2 * HOUR_MS);
  return isDay ? 'day' : 'hour';
}
