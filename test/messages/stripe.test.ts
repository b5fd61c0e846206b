import { describe, expect, it, test } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { money } from '../../src/messages/money.ts';
import { stripe } from '../../src/messages/stripe.ts';
import { expectReadable } from './expect-readable.ts';
import { eventOf } from './event-of.ts';

/** An event in the envelope of docs.stripe.com, "The Event object". */
function stripeEvent(type: string, object: JsonObject, livemode = true) {
  const data = {
    id: 'evt_1NG8Du2eZvKYlo2CUI79vXWy',
    object: 'event',
    api_version: '2026-02-25',
    created: 1_686_089_970,
    data: { object },
    livemode,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type,
  };
  return eventOf('stripe', type, data);
}

const CHARGE = {
  id: 'ch_3MmlLrLkdIwHu7ix0snN0B15',
  object: 'charge',
  amount: 1099,
  amount_refunded: 0,
  currency: 'usd',
  customer: 'cus_9s6XKzkNRiz8i3',
  billing_details: { address: { city: null }, email: 'jenny@example.com', name: 'Jenny Rosen', phone: null },
  description: null,
  failure_code: null,
  failure_message: null,
  outcome: { network_status: 'approved_by_network', reason: null, seller_message: 'Payment complete.' },
  paid: true,
  receipt_url: 'https://pay.stripe.com/receipts/payment/x',
  status: 'succeeded',
};
const INVOICE = {
  id: 'in_1MtHbELkdIwHu7ixl4OzzPMv',
  object: 'invoice',
  amount_due: 2_000,
  amount_paid: 0,
  currency: 'eur',
  customer: 'cus_NeZwdNtLEOXuvB',
  customer_email: 'jennyrosen@example.com',
  hosted_invoice_url: 'https://invoice.stripe.com/i/x',
  next_payment_attempt: 1_686_349_170,
  number: 'A1B2-0001',
  status: 'open',
  lines: { object: 'list', data: [{ description: '1 × Gold (at €20.00 / month)' }] },
};
const SUBSCRIPTION = {
  id: 'sub_1MowQVLkdIwHu7ixeRlqHVzs',
  object: 'subscription',
  customer: 'cus_Na6dX7aXxi11N4',
  currency: 'usd',
  status: 'active',
  cancel_at: null,
  trial_end: 1_686_349_170,
  items: {
    object: 'list',
    data: [{ quantity: 3, price: { unit_amount: 1_000, currency: 'usd', recurring: { interval: 'month' } } }],
  },
};

describe('stripe', () => {
  test.each<[string, JsonObject, string, string]>([
    ['charge.succeeded', CHARGE, 'Payment received: $10.99 jenny@example.com', 'Payment complete.'],
    [
      'charge.failed',
      {
        ...CHARGE,
        status: 'failed',
        failure_message: 'Your card was declined.',
        failure_code: 'card_declined',
      },
      'Payment failed: $10.99 jenny@example.com',
      'Your card was declined.',
    ],
    [
      'charge.refunded',
      { ...CHARGE, amount_refunded: 500 },
      'Payment refunded: $5.00 jenny@example.com',
      'cus_9s6X',
    ],
    [
      'charge.dispute.created',
      {
        object: 'dispute',
        amount: 1_000,
        currency: 'jpy',
        reason: 'product_not_received',
        status: 'needs_response',
        evidence_details: { due_by: 1_686_349_170 },
      },
      'Payment disputed: ¥1,000',
      'Answer by: 2023-06-09',
    ],
    [
      'invoice.paid',
      { ...INVOICE, amount_paid: 2_000 },
      'Invoice paid: €20.00 jennyrosen@example.com',
      'A1B2-0001',
    ],
    [
      'invoice.payment_failed',
      INVOICE,
      'Invoice payment failed: €20.00 jennyrosen@example.com',
      'Next attempt: 2023-06-09',
    ],
    [
      'payment_intent.payment_failed',
      {
        object: 'payment_intent',
        amount: 2_000,
        amount_received: 0,
        currency: 'gbp',
        status: 'requires_payment_method',
        last_payment_error: { message: 'The card has insufficient funds.' },
      },
      'Payment failed: £20.00',
      'The card has insufficient funds.',
    ],
    [
      'customer.subscription.created',
      SUBSCRIPTION,
      'Subscription started: 3 × $10.00 a month',
      'Status: active',
    ],
    [
      'customer.subscription.trial_will_end',
      SUBSCRIPTION,
      'Trial ends soon: 3 × $10.00 a month',
      'Trial ends: 2023-06-09',
    ],
    [
      'customer.subscription.deleted',
      { ...SUBSCRIPTION, cancellation_details: { comment: null, reason: 'payment_failed' } },
      'Subscription ended: 3 × $10.00 a month',
      'Reason: payment failed',
    ],
    [
      'checkout.session.completed',
      {
        object: 'checkout.session',
        amount_total: 5_000,
        currency: 'kwd',
        customer_details: { email: 'a@example.com' },
        status: 'complete',
      },
      'Checkout completed: KWD 5.000 a@example.com',
      'Status: complete',
    ],
    [
      'payout.failed',
      {
        object: 'payout',
        amount: 1_234_567,
        currency: 'usd',
        status: 'failed',
        failure_code: 'account_closed',
        failure_message: 'The bank account has been closed.',
      },
      'Payout failed: $12,345.67',
      'The bank account has been closed.',
    ],
    [
      'customer.created',
      { object: 'customer', email: 'b@example.com', id: 'cus_1' },
      'New customer: b@example.com',
      '',
    ],
    ['customer.tax_id.created', { object: 'tax_id', id: 'txi_1' }, 'Customer tax id created', ''],
    ['product.created', { object: 'product', name: 'Gold' }, 'Product created: Gold', ''],
  ])('%s', (type, object, title, inBody) => {
    const event = stripeEvent(type, object);
    expect(stripe.fits(event)).toBe(true);
    const message = stripe.render(event);
    expectReadable(message);
    expect(message.title).toBe(title);
    expect(message.body).toContain(inBody);
    expect(message.link).toBe('https://dashboard.stripe.com/events/evt_1NG8Du2eZvKYlo2CUI79vXWy');
  });

  it('says when it is a test, and links there', () => {
    const message = stripe.render(stripeEvent('charge.succeeded', CHARGE, false));
    expect(message.title).toBe('Payment received: $10.99 jenny@example.com (test mode)');
    expect(message.link).toBe('https://dashboard.stripe.com/test/events/evt_1NG8Du2eZvKYlo2CUI79vXWy');
  });

  it('reads a thin event', () => {
    const type = 'v1.billing.meter.no_meter_found';
    const data = {
      id: 'evt_test_65Rk',
      object: 'v2.core.event',
      type,
      livemode: true,
      related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
    };
    const event = eventOf('stripe', type, data);
    expect(stripe.fits(event)).toBe(true);
    expect(stripe.render(event)).toEqual({
      title: 'V1 billing meter no meter found',
      body: 'Object: mtr_1',
      link: 'https://dashboard.stripe.com/events/evt_test_65Rk',
    });
  });

  it('does not fit what only resembles it', () => {
    for (const data of [
      null,
      [],
      { object: 'event' },
      { object: 'event', type: 'x' },
      { type: 'x', data: { object: {} } },
    ]) {
      expect(stripe.fits(eventOf('stripe', 'x', data))).toBe(false);
    }
  });

  it('renders whatever the object holds', () => {
    const junk: Json[] = [null, [], {}, 'text', -5, 1e300, true, ['a']];
    for (const key of [
      'amount',
      'currency',
      'customer',
      'status',
      'lines',
      'items',
      'trial_end',
      'failure_message',
      'object',
    ]) {
      for (const value of junk) {
        for (const object of [CHARGE, INVOICE, SUBSCRIPTION]) {
          expectReadable(stripe.render(stripeEvent('charge.succeeded', { ...object, [key]: value })));
        }
      }
    }
  });
});

test.each<[Json, Json, string | null]>([
  [0, 'usd', '$0.00'],
  [5, 'usd', '$0.05'],
  [-1_250, 'usd', '-$12.50'],
  [123_456_789, 'EUR', '€1,234,567.89'],
  [500, 'jpy', '¥500'],
  [500, 'krw', 'KRW 500'],
  [500, 'ugx', 'UGX 5.00'],
  [1_500, 'bhd', 'BHD 1.500'],
  ['900719925474099312', 'usd', '$9,007,199,254,740,993.12'],
  [1.5, 'usd', null],
  [null, 'usd', null],
  [100, null, null],
  [100, 'dollars', null],
  ['1e9', 'usd', null],
])('%j %j is %j', (amount, currency, expected) => {
  expect(money(amount, currency)).toBe(expected);
});
