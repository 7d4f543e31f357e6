import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPastedId, toW3CForm, toXRayForm } from './pasted-id.ts';

const ID = '1-6920a1f3-5d2c0123456789abcdef0123';
const W3C = '6920a1f35d2c0123456789abcdef0123';
const SPAN = '53995c3f42cd8ad8';

describe('a pasted id', () => {
  it.each([
    ['the id', ID, undefined],
    ['the id in upper case', ID.toUpperCase(), undefined],
    ['in quotation marks, with a comma', `"${ID}",`.replace(',', ''), undefined],
    ['the W3C form', W3C, undefined],
    ['with blanks', `  ${W3C}\n`, undefined],
    ['a trace header', `Root=${ID};Parent=${SPAN};Sampled=1`, SPAN],
    ['a trace header without parent', `Root=${ID}`, undefined],
    [
      'a trace header with more',
      `Self=1-67891234-12456789abcdef012345678;Root=${ID};Parent=${SPAN};Sampled=1;Lineage=a:1`,
      SPAN,
    ],
    ['with its name', `X-Amzn-Trace-Id: Root=${ID};Parent=${SPAN};Sampled=0`, SPAN],
    ["Lambda's variable", `_X_AMZN_TRACE_ID=Root=${ID};Parent=${SPAN};Sampled=1`, SPAN],
    ['traceparent', `00-${W3C}-${SPAN}-01`, SPAN],
    ['traceparent with its name', `traceparent: 00-${W3C}-${SPAN}-01`, SPAN],
    ['a line of the X-Ray SDK', `AWS-XRAY-TRACE-ID: ${ID}@${SPAN}`, SPAN],
    ['a link to this console', `http://127.0.0.1:2000/#/traces/${ID}?select=${SPAN}&tab=sql`, SPAN],
    ['a link to AWS', `https://eu-west-1.console.aws.amazon.com/xray/home?region=eu-west-1#/traces/${ID}`, undefined],
    ['a link to CloudWatch', `https://x.example.com/cloudwatch/home#xray:traces/${ID}`, undefined],
  ])('%s', (_, text, entity) => {
    expect(readPastedId(text)).toEqual(entity ? { traceId: ID, entity } : { traceId: ID });
  });

  it.each([
    ['nothing', ''],
    ['a filter', 'service("orders") { fault }'],
    ['a filter with an id in it', `annotation.trace = "${ID}"`],
    ['31 digits', W3C.slice(1)],
    ['zeros', '0'.repeat(32)],
    ['another word', 'Root=hello'],
  ])('is not %s', (_, text) => expect(readPastedId(text)).toBeUndefined());

  it('never throws, and gives back both forms of every id', () => {
    fc.assert(fc.property(fc.string(), (text) => void readPastedId(text)));
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(
        digits.filter((text) => /[1-9a-f]/.test(text)),
        (text) => void expect(toW3CForm(toXRayForm(text)!)).toBe(text),
      ),
    );
  });
});
