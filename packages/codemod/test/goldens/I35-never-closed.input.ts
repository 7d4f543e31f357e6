import { captureAsyncFunc } from 'aws-xray-sdk-core';

export async function send(message: string): Promise<void> {
  await captureAsyncFunc('send', async () => {
    await post(message);
  });
}
