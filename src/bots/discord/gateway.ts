import { randomInt } from 'node:crypto';
import { backoffMs } from '../../core/backoff.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import { createLine, type GatewayDeps, type Line, type LineEnd } from './gateway-line.ts';

function nothing(): void {}

/** Between two tries to sign in with a token that is refused; doubles up to an hour. */
const REFUSED_MS = 5 * MINUTE_MS;
const LONGEST_MS = 5 * MINUTE_MS;
const CLOSE_MS = SECOND_MS;

export interface Gateway {
  close(): Promise<void>;
}

/** Stays connected to Discord's gateway for as long as the program runs, whatever happens there. Returns at once. */
export function openGateway(deps: GatewayDeps): Gateway {
  const { clock, log } = deps;
  let failures = 0;
  let refusals = 0;
  let closed = false;
  let cancelWait = nothing;
  let line: Line | null = null;

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      cancelWait = clock.after(ms, resolve);
    });
  }

  async function stayConnected(): Promise<void> {
    while (!closed) {
      const end = await oneLine();
      if (closed) return;
      await line?.hangUp();
      if (end === 'token' || end === 'bot') {
        refusals += 1;
        deps.refused(end);
        await wait(backoffMs(refusals + 1, chance(), REFUSED_MS, HOUR_MS));
      } else {
        failures += 1;
        await wait(backoffMs(failures, chance(), SECOND_MS, LONGEST_MS));
      }
    }
  }

  /** One connection with all its resumptions; resolves when only a new one helps. */
  function oneLine(): Promise<LineEnd> {
    line = createLine({
      ...deps,
      up: () => {
        failures = 0;
        refusals = 0;
      },
    });
    return line.ended();
  }

  stayConnected().catch((error: unknown) => {
    log.error('discord-gateway-failed', { detail: error instanceof Error ? error.message : 'unknown' });
  });

  return {
    async close() {
      closed = true;
      cancelWait();
      let cancel = nothing;
      const enough = new Promise<void>((resolve) => {
        cancel = clock.after(CLOSE_MS, resolve);
      });
      await Promise.race([line?.hangUp(), enough]);
      cancel();
    },
  };
}

/** In [0, 1). */
function chance(): number {
  return randomInt(1_000) / 1_000;
}
