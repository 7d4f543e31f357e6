/** The part of a sampling rule that says which requests it is for, as GetSamplingRules answers it. */
export interface MatchingRule {
  readonly RuleName: string;
  readonly Priority: number;
  readonly ServiceName: string;
  readonly ServiceType: string;
  readonly Host: string;
  readonly HTTPMethod: string;
  readonly URLPath: string;
}

/** A request to try; an empty member matches only rules without a condition. */
export interface TriedRequest {
  readonly service: string;
  readonly type: string;
  readonly host: string;
  readonly method: string;
  readonly path: string;
}

/** The rule that a request falls under: the first by priority, then by name, all of whose wildcards fit. */
export function matchingRule<Rule extends MatchingRule>(
  rules: readonly Rule[],
  { service, type, host, method, path }: TriedRequest,
): Rule | undefined {
  return [...rules]
    .sort((a, b) => a.Priority - b.Priority || (a.RuleName < b.RuleName ? -1 : 1))
    .find(
      (rule) =>
        fits(rule.ServiceName, service) &&
        fits(rule.ServiceType, type) &&
        fits(rule.Host, host) &&
        fits(rule.HTTPMethod, method) &&
        fits(rule.URLPath, path),
    );
}

/** `*` any text, `?` any character; letter case does not count. In time linear in pattern × text. */
export function fits(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < given.length) {
    if (p < wanted.length && wanted[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < wanted.length && (wanted[p] === '?' || wanted[p] === given[t])) {
      p++;
      t++;
    } else if (star !== -1) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (wanted[p] === '*') p++;
  return p === wanted.length;
}
