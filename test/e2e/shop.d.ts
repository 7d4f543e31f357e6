// The example is plain JavaScript; this is what the tests use of it.
declare module '*/examples/shop/start.mjs' {
  export function startShop(options: {
    daemonAddress: string;
    folder?: string;
    started?: (name: string) => void;
  }): Promise<{ url: string; stop(): Promise<void> }>;
}

declare module '*/examples/shop/traffic.mjs' {
  export const traffic: readonly { about: string; status: number }[];
  export function sendTraffic(url: string): Promise<void>;
}
