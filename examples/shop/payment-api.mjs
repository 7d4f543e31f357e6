// Payments: refuses customers in a hurry, looks longer at large sums, and has a ledger that is closed for one card.
import { setTimeout } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { Answer, serve } from './server.mjs';

const MAX_PAYMENTS_PER_CUSTOMER = 2;
const LARGE_SUM = 500;
const tracer = trace.getTracer('shop');
const payments = new Map();

serve('payment-api', {
  'POST /payments': async (_, { order, customer, total, card }) => {
    const earlier = payments.get(customer) ?? 0;
    if (earlier >= MAX_PAYMENTS_PER_CUSTOMER) throw new Answer(429, { error: `${customer} pays too often` });
    payments.set(customer, earlier + 1);

    if (total >= LARGE_SUM) await checkRisk(total);
    book(order, total, card);
    return { id: `p-${order}` };
  },
});

function checkRisk(total) {
  return tracer.startActiveSpan('checkRisk', async (span) => {
    span.setAttribute('risk.sum', total);
    await setTimeout(400);
    span.end();
  });
}

function book(order, total, card) {
  try {
    openLedger(card);
  } catch (cause) {
    throw new Error(`could not book ${total} for ${order}`, { cause });
  }
}

function openLedger(card) {
  if (card === 'expired') throw new RangeError('the ledger of this card is closed');
}
