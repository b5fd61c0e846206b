import type { WatchDeps } from './deps.ts';

/**
 * Runs one task at a time beside the checks: who calls while one runs gets that one, and the new task is dropped. The
 * promise never rejects: what breaks is logged under `watch`.
 */
export type RunAlone = (task: () => Promise<unknown>) => Promise<void>;

export function createRunAlone(
  { activity, log }: Pick<WatchDeps, 'activity' | 'log'>,
  watch: string,
): RunAlone {
  let running: Promise<void> | null = null;

  async function run(task: () => Promise<unknown>): Promise<void> {
    try {
      await task();
    } catch (error) {
      log.error('watch-failed', { watch, error: String(error) });
    }
  }

  return (task) => {
    running ??= activity.track(run(task)).finally(() => {
      running = null;
    });
    return running;
  };
}
