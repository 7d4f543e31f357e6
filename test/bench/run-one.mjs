// Runs one bench, or one part of it, in this process, so that none meets code that another has already bent to its own use.
const [, , name, part] = process.argv;
const { run } = await import(new URL(`${name}.bench.mjs`, import.meta.url).href);
process.send?.(await run(part));
