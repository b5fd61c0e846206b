import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { EventId } from '../core/ids.ts';
import type { Accept, Log } from '../core/ports.ts';
import type { Metrics } from '../control/metrics.ts';
import type { RefusedKeeper } from '../trail/refused.ts';
import { createListener } from '../webhooks/listener.ts';
import { rangesOf } from '../webhooks/ranges.ts';
import type { Source } from '../webhooks/source.ts';
import type { Loopbacks } from './loopback.ts';
import type { Watching } from './watching.ts';

export interface PublicListenerDeps {
  readonly config: Config;
  readonly sources: ReadonlyMap<string, Source>;
  readonly loopbacks: Loopbacks;
  readonly accept: Accept;
  readonly clock: Clock;
  readonly clockTrusted: () => boolean;
  readonly newId: () => EventId;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly log: Log;
  readonly refused: RefusedKeeper;
  readonly metrics: Metrics;
  readonly watching: Watching;
}

/** The public listener, and everybody who hears of what comes in there. */
export function createPublicListener(deps: PublicListenerDeps): ReturnType<typeof createListener> {
  const { loopbacks, watching, clock } = deps;
  const { trustedProxies } = deps.config.server;
  return createListener({
    ...deps,
    sources: new Map([...deps.sources, ...loopbacks.sources]),
    accept: loopbacks.accept(deps.accept),
    trustedProxies: trustedProxies.length === 0 ? null : rangesOf(trustedProxies),
    refused(request) {
      deps.refused.add(request);
      loopbacks.refused(request);
      if (request.source !== null) watching.sources.refused(request.source, request);
    },
    counted(source, outcome) {
      deps.metrics.request(source, outcome);
      if (outcome !== 'refused') watching.sources.accepted(source, clock.now());
    },
  });
}
