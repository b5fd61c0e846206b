import { capital, spaced } from './words.ts';

/** Event types (docs.stripe.com, "Types of events") as a person would say them; the rest say themselves. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ['charge.succeeded', 'Payment received'],
  ['charge.failed', 'Payment failed'],
  ['charge.refunded', 'Payment refunded'],
  ['charge.captured', 'Payment captured'],
  ['charge.dispute.created', 'Payment disputed'],
  ['charge.dispute.closed', 'Dispute closed'],
  ['charge.dispute.funds_withdrawn', 'Disputed money taken back'],
  ['charge.dispute.funds_reinstated', 'Disputed money returned'],
  ['payment_intent.succeeded', 'Payment succeeded'],
  ['payment_intent.payment_failed', 'Payment failed'],
  ['payment_intent.created', 'Payment begun'],
  ['payment_intent.canceled', 'Payment cancelled'],
  ['payment_intent.requires_action', 'Payment waits for the customer'],
  ['invoice.paid', 'Invoice paid'],
  ['invoice.payment_succeeded', 'Invoice paid'],
  ['invoice.payment_failed', 'Invoice payment failed'],
  ['invoice.payment_action_required', 'Invoice waits for the customer'],
  ['invoice.upcoming', 'Invoice coming up'],
  ['checkout.session.completed', 'Checkout completed'],
  ['checkout.session.expired', 'Checkout abandoned'],
  ['checkout.session.async_payment_failed', 'Checkout payment failed'],
  ['checkout.session.async_payment_succeeded', 'Checkout payment arrived'],
  ['customer.subscription.created', 'Subscription started'],
  ['customer.subscription.updated', 'Subscription changed'],
  ['customer.subscription.deleted', 'Subscription ended'],
  ['customer.subscription.paused', 'Subscription paused'],
  ['customer.subscription.trial_will_end', 'Trial ends soon'],
  ['customer.created', 'New customer'],
  ['radar.early_fraud_warning.created', 'Fraud warning'],
  ['review.opened', 'Payment held for review'],
]);

export function stripeTitle(type: string): string {
  return TITLES.get(type) ?? (capital(spaced(type)) || 'Stripe event');
}
