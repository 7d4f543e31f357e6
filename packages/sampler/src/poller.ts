import type * as nodeCrypto from 'node:crypto';
import { builtIn } from '@otel-xray/runtime';
import type { Clock } from './clock.ts';
import { log } from './log.ts';
import type { RuleCache } from './rule-cache.ts';
import {
  type BoostStatisticsDocument,
  MAX_STATISTICS_DOCUMENTS,
  type SamplingApi,
  type StatisticsDocument,
  type TargetsReply,
} from './sampling-api.ts';
import { readRules } from './sampling-rule.ts';
import type { Counts } from './statistics.ts';
import { withTimeLimit } from './time-limit.ts';

/** The counts for boosts, where they are switched on. */
export interface BoostReporter {
  /** Removes and returns the counts to report. */
  take(epochSeconds: number): readonly BoostStatisticsDocument[];
  giveBack(documents: readonly BoostStatisticsDocument[]): void;
}

export interface PollerOptions {
  readonly api: SamplingApi;
  readonly cache: RuleCache;
  readonly clock: Clock;
  readonly rulesIntervalMillis: number;
  /** Where the rules come from, for messages. */
  readonly source: string;
  /** Called with the first of several failures. */
  readonly onUnavailable: (message: string) => void;
  readonly boosts?: BoostReporter | undefined;
  /** 0 to 1. */
  readonly random?: () => number;
}

/** Fetches rules and reports statistics at their times. Never throws, and its timers never hold the process. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #stopping = new AbortController();
  readonly #random: () => number;
  #rulesTimer: NodeJS.Timeout | undefined;
  #targetsTimer: NodeJS.Timeout | undefined;
  #isFetching = false;
  #failures = 0;
  /** Epoch milliseconds at which the last fetch that succeeded was begun. */
  #fetchedMillis = Number.NEGATIVE_INFINITY;
  #targetsIntervalMillis = TARGETS_INTERVAL_MILLIS;
  #clientId: string | undefined;
  readonly #started: Promise<boolean>;

  /** Starts immediately: the first request leaves in this turn of the event loop or the next ones. */
  constructor(options: PollerOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#started = this.#fetchRules();
    this.#scheduleTargets();
  }

  /** Resolves when the first fetch has ended: `true` if rules were received. */
  get started(): Promise<boolean> {
    return this.#started;
  }

  /** Stops for good and aborts requests in flight. */
  stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort(new Error('the sampler was shut down'));
    clearTimeout(this.#rulesTimer);
    clearTimeout(this.#targetsTimer);
  }

  async #fetchRules(): Promise<boolean> {
    if (this.#isFetching) return false;
    this.#isFetching = true;
    clearTimeout(this.#rulesTimer);
    const { clock, cache, source } = this.#options;
    clock.tick();
    const begunMillis = clock.epochMillis;
    let isLoaded = false;
    try {
      const { rules, leftOut } = readRules(await this.#allRecords());
      if (rules.length === 0) throw new Error('the reply holds no rules');
      clock.tick();
      const isNews = this.#failures > 0 || cache.status !== 'force';
      cache.replace(rules);
      this.#fetchedMillis = begunMillis;
      this.#failures = 0;
      isLoaded = true;
      log(isNews ? 'info' : 'debug', `${rules.length} sampling rules loaded from ${source}`);
      if (leftOut > 0) log('warn', `${leftOut} sampling rules from ${source} could not be read and are left out`);
    } catch (error) {
      this.#tellFailed(error, source);
    }
    this.#isFetching = false;
    this.#scheduleRules();
    return isLoaded;
  }

  async #allRecords(): Promise<unknown[]> {
    const records: unknown[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await this.#call((signal) => this.#options.api.getSamplingRules(nextToken, signal));
      for (const record of answer.records) records.push(record);
      if (answer.nextToken === undefined) return records;
      nextToken = answer.nextToken;
    }
    log('warn', `only the first ${MAX_PAGES} pages of rules from ${this.#options.source} were read`);
    return records;
  }

  #scheduleRules(): void {
    const { rulesIntervalMillis } = this.#options;
    const usual = rulesIntervalMillis + this.#random() * RULES_JITTER_MILLIS;
    const retry = Math.min(FIRST_RETRY_MILLIS * 2 ** (this.#failures - 1), rulesIntervalMillis);
    this.#rulesTimer = this.#after(this.#failures > 0 ? retry : usual, () => void this.#fetchRules());
  }

  #scheduleTargets(): void {
    const millis = this.#targetsIntervalMillis + this.#random() * TARGETS_JITTER_MILLIS;
    this.#targetsTimer = this.#after(millis, () => {
      void this.#report().then(() => this.#scheduleTargets());
    });
  }

  async #report(): Promise<void> {
    const { cache, clock, boosts } = this.#options;
    clock.tick();
    let lastModifiedMillis: number | undefined;
    let boostDocuments = boosts?.take(this.#epochSeconds()) ?? [];
    const appliers = cache.reportable();
    try {
      for (let from = 0; from < appliers.length || boostDocuments.length > 0; from += MAX_STATISTICS_DOCUMENTS) {
        const page = appliers.slice(from, from + MAX_STATISTICS_DOCUMENTS);
        const boostPage = boostDocuments.slice(0, MAX_STATISTICS_DOCUMENTS);
        const counts = page.map(({ statistics }) => statistics.take());
        try {
          const reply = await this.#send(
            page.map(({ rule }) => rule.RuleName),
            counts,
            boostPage,
          );
          boostDocuments = boostDocuments.slice(boostPage.length);
          lastModifiedMillis = reply.lastModifiedMillis ?? lastModifiedMillis;
          cache.applyTargets(reply.targets);
          this.#takeInterval(reply);
        } catch (error) {
          for (const [i, each] of counts.entries()) page[i]?.statistics.giveBack(each);
          throw error;
        }
      }
      cache.dropReported();
    } catch (error) {
      boosts?.giveBack(boostDocuments);
      log('debug', `the statistics could not be reported and wait for the next report: ${messageOf(error)}`);
    }
    if (lastModifiedMillis !== undefined && lastModifiedMillis > this.#fetchedMillis && !this.#isStopped)
      void this.#fetchRules();
  }

  async #send(
    ruleNames: readonly string[],
    counts: readonly Counts[],
    boosts: readonly BoostStatisticsDocument[],
  ): Promise<TargetsReply> {
    this.#clientId ??= builtIn<typeof nodeCrypto>('node:crypto').randomBytes(12).toString('hex');
    const about = { ClientID: this.#clientId, Timestamp: this.#epochSeconds() };
    const documents = counts.map(
      ({ requests, sampled, borrowed }, i): StatisticsDocument => ({
        RuleName: ruleNames[i] ?? '',
        ...about,
        RequestCount: requests,
        SampledCount: sampled,
        BorrowCount: borrowed,
      }),
    );
    const report = {
      SamplingStatisticsDocuments: documents,
      ...(boosts.length > 0 && { SamplingBoostStatisticsDocuments: boosts }),
    };
    const reply = await this.#call((signal) => this.#options.api.getSamplingTargets(report, signal));
    if (reply.unprocessed.length > 0) log('debug', `statistics not processed: ${reply.unprocessed.join('; ')}`);
    return reply;
  }

  #takeInterval({ targets }: TargetsReply): void {
    const seconds = targets.map(({ intervalSeconds }) => intervalSeconds ?? 0).filter((each) => each > 0);
    if (seconds.length === 0) return;
    const smallest = Math.min(...seconds);
    this.#targetsIntervalMillis = Math.min(Math.max(smallest, 1), MAX_TARGETS_INTERVAL_SECONDS) * 1e3;
  }

  #call<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withTimeLimit(run, REQUEST_MILLIS, this.#stopping.signal);
  }

  #after(millis: number, run: () => void): NodeJS.Timeout | undefined {
    if (this.#isStopped) return undefined;
    // `unref` is missing where a test has put a clock of its own in place.
    const timer = setTimeout(run, millis);
    timer.unref?.();
    return timer;
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #epochSeconds(): number {
    return Math.floor(this.#options.clock.epochMillis / 1e3);
  }

  // Once until it works again: a service without a daemon would log it for ever.
  #tellFailed(error: unknown, source: string): void {
    if (this.#isStopped) return;
    this.#failures++;
    const text = `no sampling rules from ${source}: ${messageOf(error)}; ${AFTER[this.#options.cache.status]}`;
    try {
      if (this.#failures === 1) this.#options.onUnavailable(text);
      else log('debug', text);
    } catch (thrown) {
      log('warn', `onUnavailable failed: ${messageOf(thrown)}`);
    }
  }
}

const AFTER = {
  none: 'the fallback decides',
  force: 'the rules of before stay in force',
  expired: 'the rules of before have expired and the fallback decides',
};

function messageOf(error: unknown): string {
  const { message, code } = (error ?? {}) as { message?: string; code?: string };
  return message || code || String(error);
}

// Source: the X-Ray SDKs; the retries and the time limit are ours.
const RULES_JITTER_MILLIS = 5_000;
const TARGETS_INTERVAL_MILLIS = 10_000;
const TARGETS_JITTER_MILLIS = 100;
const FIRST_RETRY_MILLIS = 10_000;
const REQUEST_MILLIS = 10_000;
const MAX_PAGES = 10;
// More than 24 days overflow a timer, which then fires immediately.
const MAX_TARGETS_INTERVAL_SECONDS = 3_600;
