import type { Context } from '@opentelemetry/api';
import { Clock } from './clock.ts';
import { NOT_SAMPLED, SAMPLED, type Sampler, type SamplingResult } from './otel-sampler.ts';
import { isInRatio } from './ratio.ts';
import { Reservoir } from './reservoir.ts';

/** Decides without rules: samples the first request of each second, then 5 % by trace id. It reads no parent. */
export class FallbackSampler implements Sampler {
  readonly #clock: Clock;
  readonly #reservoir = new Reservoir();

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#clock = new Clock(now);
  }

  shouldSample(_context: Context, traceId: string): SamplingResult {
    this.#clock.tick();
    const isSampled = this.#reservoir.take(1, this.#clock.steadyMillis) || isInRatio(traceId, RATE);
    return isSampled ? SAMPLED : NOT_SAMPLED;
  }

  toString(): string {
    return `FallbackSampler{reservoir=1,rate=${RATE}}`;
  }
}

// X-Ray developer guide, "Configuring sampling rules": the default rule.
const RATE = 0.05;
