/** Prints the port on which the application listens. */
export function announce(port) {
  console.log(`port ${port}`);
}

export class OutOfStock extends Error {
  name = 'OutOfStock';
}

/** Fails as handlers do: after asynchronous work, with an error class of the application. */
export async function order(id) {
  await new Promise((resolve) => setImmediate(resolve));
  if (id === '13') throw new OutOfStock('nothing left of 13');
  return { id };
}
