// Runs one bench in this process, so that no bench meets code that another has already bent to its own use.
const [, , name] = process.argv;
const { run } = await import(new URL(`${name}.bench.mjs`, import.meta.url).href);
process.send?.(await run());
