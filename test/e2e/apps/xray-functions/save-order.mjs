// Behind API Gateway: stores an order in DynamoDB.
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import AWSXRay from 'aws-xray-sdk-core';

const client = AWSXRay.captureAWSv3Client(new DynamoDBClient({ endpoint: process.env.TARGET }));

export const handler = async (event) => {
  const order = JSON.parse(event.body);
  return AWSXRay.captureAsyncFunc('save-order', async (subsegment) => {
    try {
      subsegment.addAnnotation('order', order.id);
      subsegment.addMetadata('order', order);
      await client.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: order.id } } }));
      return { statusCode: 201, body: order.id };
    } catch (error) {
      subsegment.addError(error);
      throw error;
    } finally {
      subsegment.close();
    }
  });
};
