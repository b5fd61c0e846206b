import { checkHead } from './admit.ts';
import { answer } from './answer.ts';
import type { Exchange, ListenerContext } from './listener-context.ts';
import { refuse } from './refuse.ts';

/** Says that the listener listens, and nothing else. A monitor's polls leave no line in the log. */
export function answerHealth(context: ListenerContext, exchange: Exchange): void {
  const fault = checkHead(exchange, context.limits.headers);
  if (fault === null) answer(context, exchange, 200, '{"status":"ok"}');
  else refuse(context, exchange, fault);
}
