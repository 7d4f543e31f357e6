import AWSXRay from 'aws-xray-sdk';

export async function render(page: string): Promise<string> {
  const segment = AWSXRay.getSegment();
  const subsegment = segment?.addNewSubsegment('render');
  try {
    subsegment?.addMetadata('page', page, 'shop');
    return await draw(page);
  } catch (error) {
    subsegment?.addError(error as Error);
    throw error;
  } finally {
    subsegment?.close();
  }
}
