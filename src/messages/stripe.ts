import { at, isObject, textAt } from '../core/json.ts';
import type { Json } from '../core/json.ts';
import type { BuiltIn } from './built-in.ts';
import { finish } from './draft.ts';
import { money } from './money.ts';
import { stripeTitle } from './stripe-titles.ts';
import { labelled, line, phrase, spaced, word, wordAt } from './words.ts';

/** Where the amount that matters stands, by the object's own name; the first that is there counts. */
const AMOUNTS: Readonly<Record<string, readonly string[]>> = {
  charge: ['amount'],
  'checkout.session': ['amount_total'],
  invoice: ['amount_due', 'total'],
  payment_intent: ['amount_received', 'amount'],
  credit_note: ['total'],
  quote: ['amount_total'],
};

/** Stripe's events (docs.stripe.com, "The Event object"), thin ones too. */
export const stripe: BuiltIn = {
  name: 'stripe',
  fits({ data }) {
    const kind = textAt(data, 'object');
    if (textAt(data, 'type') === null) return false;
    return kind === 'v2.core.event' || (kind === 'event' && isObject(at(data, 'data', 'object')));
  },
  render({ data }) {
    const type = wordAt(data, 'type') ?? 'event';
    const thing = at(data, 'data', 'object');
    const test = at(data, 'livemode') === false;
    const title = labelled(
      stripeTitle(type),
      phrase(amount(type, thing), party(thing)) || wordAt(thing, 'name'),
    );
    return finish({
      title: test ? `${title} (test mode)` : title,
      body: [
        failure(thing),
        wordAt(thing, 'description') ?? wordAt(thing, 'lines', 'data', 0, 'description'),
        line('Invoice', wordAt(thing, 'number')),
        line('Status', spacedOrNull(thing, 'status')),
        line('Reason', reason(thing)),
        line('Customer', customer(thing)),
        retry(thing),
        day('Answer by', at(thing, 'evidence_details', 'due_by')),
        day('Trial ends', at(thing, 'trial_end')),
        day('Ends', at(thing, 'cancel_at')),
        day('Arrives', at(thing, 'arrival_date')),
        line('Object', wordAt(data, 'related_object', 'id')),
        line('Account', wordAt(data, 'account')),
      ],
      links: [eventPage(data, test), at(thing, 'hosted_invoice_url'), at(thing, 'receipt_url')],
    });
  },
};

function amount(type: string, thing: Json): string | null {
  const kind = wordAt(thing, 'object') ?? '';
  const currency = at(thing, 'currency');
  if (type === 'charge.refunded') return money(at(thing, 'amount_refunded'), currency);
  if (type === 'invoice.paid' || type === 'invoice.payment_succeeded')
    return money(at(thing, 'amount_paid'), currency);
  if (kind === 'subscription') return subscriptionPrice(thing);
  for (const key of AMOUNTS[kind] ?? ['amount', 'unit_amount', 'amount_total']) {
    const value = at(thing, key);
    // an intent that received nothing yet still has the amount it asks for
    if (value !== 0 || key !== 'amount_received') {
      const text = money(value, currency);
      if (text !== null) return text;
    }
  }
  return null;
}

function subscriptionPrice(thing: Json): string | null {
  const item = at(thing, 'items', 'data', 0);
  const price = at(item, 'price') ?? at(item, 'plan') ?? at(thing, 'plan');
  const text = money(at(price, 'unit_amount') ?? at(price, 'amount'), at(price, 'currency'));
  const interval = wordAt(price, 'recurring', 'interval') ?? wordAt(price, 'interval');
  const quantity = at(item, 'quantity');
  if (text === null) return null;
  return phrase(
    typeof quantity === 'number' && quantity > 1 && `${quantity} ×`,
    text,
    interval !== null && `a ${interval}`,
  );
}

/** Who it is about, as a person would say it: an e-mail address or a name. */
function party(thing: Json): string | null {
  const own =
    wordAt(thing, 'object') === 'customer' ? (wordAt(thing, 'email') ?? wordAt(thing, 'name')) : null;
  return (
    own ??
    wordAt(thing, 'customer_details', 'email') ??
    wordAt(thing, 'customer_email') ??
    wordAt(thing, 'billing_details', 'email') ??
    wordAt(thing, 'receipt_email') ??
    wordAt(thing, 'customer_name') ??
    wordAt(thing, 'billing_details', 'name')
  );
}

function customer(thing: Json): string | null {
  return wordAt(thing, 'customer') ?? wordAt(thing, 'customer', 'id');
}

function failure(thing: Json): string | null {
  return (
    wordAt(thing, 'failure_message') ??
    wordAt(thing, 'last_payment_error', 'message') ??
    wordAt(thing, 'last_finalization_error', 'message') ??
    wordAt(thing, 'last_setup_error', 'message') ??
    wordAt(thing, 'outcome', 'seller_message')
  );
}

function reason(thing: Json): string | null {
  return (
    spacedOrNull(thing, 'reason') ??
    spacedOrNull(thing, 'failure_code') ??
    spacedOrNull(thing, 'cancellation_reason') ??
    wordAt(thing, 'cancellation_details', 'comment') ??
    spacedOrNull(thing, 'cancellation_details', 'reason')
  );
}

function retry(thing: Json): string | null {
  return day('Next attempt', at(thing, 'next_payment_attempt'));
}

function spacedOrNull(thing: Json, ...keys: readonly string[]): string | null {
  const text = wordAt(thing, ...keys);
  return text === null ? null : spaced(text);
}

/** Stripe's times are whole seconds since 1970. */
function day(label: string, value: Json): string | null {
  if (typeof value !== 'number' || !(value > 0 && value < 8e12)) return null;
  return line(label, new Date(value * 1_000).toISOString().slice(0, 10));
}

function eventPage(data: Json, test: boolean): string | null {
  const id = word(at(data, 'id'));
  if (id === null || !/^evt_[\w]{1,120}$/.test(id)) return null;
  return `https://dashboard.stripe.com/${test ? 'test/' : ''}events/${id}`;
}
