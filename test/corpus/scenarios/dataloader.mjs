// DataLoader: a batch that several loads share, by links.
export default {
  libraries: ['dataloader'],
  instrumentations: { dataloader: {} },
  async run({ load, request }) {
    const DataLoader = load('dataloader');
    const loader = new DataLoader(async (keys) => keys.map((key) => (key === 0 ? new Error('no zero') : key)), {
      cache: false,
    });
    await request('load', () => loader.load(1));
    await request('load many', () => loader.loadMany([1, 2, 3]));
    await request('error', () => loader.load(0));
  },
};
