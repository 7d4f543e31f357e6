import { describe, expect, it } from 'vitest';
import { otlpEndpoint } from './otlp-endpoint.ts';

describe('otlpEndpoint', () => {
  it.each([
    [undefined, 'eu-west-1', 'https://xray.eu-west-1.amazonaws.com:443/v1/traces', 'eu-west-1'],
    [
      'https://xray.cn-north-1.amazonaws.com.cn/v1/traces',
      undefined,
      'https://xray.cn-north-1.amazonaws.com.cn:443/v1/traces',
      'cn-north-1',
    ],
    [
      'https://xray-fips.us-east-1.amazonaws.com',
      undefined,
      'https://xray-fips.us-east-1.amazonaws.com:443/v1/traces',
      'us-east-1',
    ],
    [
      'https://vpce-0a1b-2c3d.xray.us-west-2.vpce.amazonaws.com',
      undefined,
      'https://vpce-0a1b-2c3d.xray.us-west-2.vpce.amazonaws.com:443/v1/traces',
      'us-west-2',
    ],
    ['https://xray.us-east-1.api.aws', 'us-east-2', 'https://xray.us-east-1.api.aws:443/v1/traces', 'us-east-2'],
    ['http://127.0.0.1:2000', 'eu-west-1', 'http://127.0.0.1:2000/v1/traces', undefined],
    ['http://collector:4318/custom?x=1', undefined, 'http://collector:4318/custom?x=1', undefined],
    ['http://[::1]:4318', undefined, 'http://::1:4318/v1/traces', undefined],
    ['https://xray.example.com', 'eu-west-1', 'https://xray.example.com:443/v1/traces', undefined],
    [
      'https://xray.eu-west-1.amazonaws.com.example.com',
      'eu-west-1',
      'https://xray.eu-west-1.amazonaws.com.example.com:443/v1/traces',
      undefined,
    ],
  ])('reads %s in %s', (endpoint, region, address, signingRegion) => {
    const { isSecure, host, port, path, ...rest } = otlpEndpoint(endpoint, region);
    expect(`${isSecure ? 'https' : 'http'}://${host}:${port}${path}`).toBe(address);
    expect(rest).toEqual({ signingRegion });
  });
});
