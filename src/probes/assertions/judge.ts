import { clip, oneLine } from '../../core/clip.ts';
import { errorText } from '../../core/error-text.ts';
import type { AssertionResult } from '../../core/probe.ts';
import type { Aspect, Check, Checked, CompiledAssertion } from './assertion.ts';
import { createBudget, type Spend, TooMuch } from './budget.ts';
import type { Subject } from './subject.ts';

const LONGEST_REASON = 400;

/**
 * What each assertion says of an answer, in their order. Never throws, whatever the answer is, and takes bounded time in
 * all: what is left of it is the next one's, and where too little is left, an assertion fails, with `not-` too.
 */
export function judge(
  assertions: readonly CompiledAssertion[],
  subject: Subject,
): readonly (AssertionResult & { readonly aspect: Aspect })[] {
  const spend = createBudget();
  return assertions.map(({ type, aspect, negated, check }) => {
    const { holds, reason } = checked(check, subject, spend);
    const pass = holds !== null && holds !== negated;
    return { type, aspect, pass, reason: clip(oneLine(reason), LONGEST_REASON) };
  });
}

/** A check of ours that breaks on a hostile answer fails and says so; the other ones are heard all the same. */
function checked(check: Check, subject: Subject, spend: Spend): Checked {
  try {
    return check(subject, spend);
  } catch (error) {
    if (error instanceof TooMuch) return { holds: null, reason: error.message };
    return { holds: null, reason: `could not be checked: ${errorText(error)}` };
  }
}
