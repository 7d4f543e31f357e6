import type { Attributes } from '@opentelemetry/api';
import { foldCase } from './wildcard.ts';

/** The values of one request that rules read, in folded letters, each read when the first rule needs it. */
export class RequestValues {
  readonly attributes: Attributes;
  #host: string | undefined;
  #hasHost = false;
  #method: string | undefined;
  #hasMethod = false;
  #path: string | undefined;

  constructor(attributes: Attributes) {
    this.attributes = attributes;
  }

  get host(): string | undefined {
    if (!this.#hasHost) {
      this.#host = folded(hostOf(this.attributes));
      this.#hasHost = true;
    }
    return this.#host;
  }

  get method(): string | undefined {
    if (!this.#hasMethod) {
      this.#method = folded(methodOf(this.attributes));
      this.#hasMethod = true;
    }
    return this.#method;
  }

  get path(): string {
    this.#path ??= foldCase(pathOf(this.attributes) ?? '/');
    return this.#path;
  }

  attribute(name: string): string | undefined {
    return folded(textOf(this.attributes, name));
  }
}

function folded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : foldCase(text);
}

/** The server's name as the caller had it; never the caller's own. */
export function hostOf(attributes: Attributes): string | undefined {
  return textOf(attributes, 'server.address') ?? textOf(attributes, 'net.host.name') ?? textOf(attributes, 'http.host');
}

export function methodOf(attributes: Attributes): string | undefined {
  const method = textOf(attributes, 'http.request.method') ?? textOf(attributes, 'http.method');
  return method === '_OTHER' ? (textOf(attributes, 'http.request.method_original') ?? method) : method;
}

/** The path of the URL without its query; `undefined` where no attribute has it, which counts as `/`. */
export function pathOf(attributes: Attributes): string | undefined {
  return (
    textOf(attributes, 'url.path') ??
    withoutQuery(textOf(attributes, 'http.target')) ??
    pathOfUrl(textOf(attributes, 'url.full')) ??
    pathOfUrl(textOf(attributes, 'http.url'))
  );
}

function withoutQuery(target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}

// Not the URL class, which would change the caller's path ("/a/../b", "%7E") and costs a microsecond.
function pathOfUrl(url: string | undefined): string | undefined {
  const scheme = url?.indexOf('://') ?? -1;
  if (url === undefined || scheme < 1) return undefined;
  const rest = withoutQuery(url.slice(scheme + 3)) ?? '';
  const slash = rest.indexOf('/');
  return slash === -1 ? '/' : rest.slice(slash);
}

/** An attribute of the object's own as text, lists as JSON. */
export function textOf(attributes: Attributes, name: string): string | undefined {
  const value: unknown = attributes[name];
  if (typeof value === 'string') return Object.hasOwn(attributes, name) ? value : undefined;
  if (value === undefined || value === null || !Object.hasOwn(attributes, name)) return undefined;
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
