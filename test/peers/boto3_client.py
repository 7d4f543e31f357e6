# Calls all operations of X-Ray with boto3, which checks inputs and answers against the API's model. Prints what it read as JSON.
# Arguments: the endpoint, and the epoch seconds of the first of two minutes of failing requests.
import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

endpoint, failing = sys.argv[1], int(sys.argv[2])
xray = boto3.client("xray", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="dummy", aws_secret_access_key="dummy")
now = time.time()
trace = f"1-{int(now):08x}-00000000000000000000b070"
window = {"StartTime": int(now) - 60, "EndTime": int(now) + 60}
failed = {"StartTime": failing, "EndTime": failing + 120}
rule = {
    "RuleName": "boto3", "ResourceARN": "*", "Priority": 7, "FixedRate": 0.5, "ReservoirSize": 2, "ServiceName": "*",
    "ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": "*", "Version": 1,
}
found = {}


def call(operation, **given):
    found[operation] = getattr(xray, operation)(**given)
    return found[operation]


def pages(operation, key, **given):
    answers = xray.get_paginator(operation).paginate(**given)
    found[operation] = {key: [item for page in answers for item in page[key]]}


segment = {
    "trace_id": trace, "id": "00000000000000aa", "name": "shop", "start_time": now - 1, "end_time": now, "fault": True,
    "annotations": {"tier": "gold", "price": 1.5, "vip": True},
    "subsegments": [{
        "id": "00000000000000ab", "name": "DynamoDB", "namespace": "aws", "start_time": now - 0.9, "end_time": now - 0.1,
        "aws": {"table_name": "carts", "operation": "PutItem"}, "fault": True,
        "cause": {"exceptions": [{"id": "00000000000000ac", "message": "no type"}]},
    }],
}
call("put_trace_segments", TraceSegmentDocuments=[json.dumps(segment)])
call("put_telemetry_records", TelemetryRecords=[{"Timestamp": now, "SegmentsSentCount": 1}])
pages("get_trace_summaries", "TraceSummaries", FilterExpression="annotation.tier = \"gold\"", **window)
pages("batch_get_traces", "Traces", TraceIds=[trace])
pages("get_trace_graph", "Services", TraceIds=[trace])
pages("get_service_graph", "Services", **window)
pages("get_time_series_service_statistics", "TimeSeriesServiceStatistics", ForecastStatistics=True, **window)
token = call("start_trace_retrieval", TraceIds=[trace], **window)["RetrievalToken"]
call("list_retrieved_traces", RetrievalToken=token, TraceFormat="OTEL")
call("get_retrieved_traces_graph", RetrievalToken=token)
call("cancel_trace_retrieval", RetrievalToken=token)
group = call("create_group", GroupName="boto3", FilterExpression="fault", Tags=[{"Key": "team", "Value": "shop"}])["Group"]
call("update_group", GroupName="boto3", InsightsConfiguration={"InsightsEnabled": True})
call("get_group", GroupARN=group["GroupARN"])
pages("get_groups", "Groups")
pages("list_tags_for_resource", "Tags", ResourceARN=group["GroupARN"])
call("tag_resource", ResourceARN=group["GroupARN"], Tags=[{"Key": "stage", "Value": "dev"}])
call("untag_resource", ResourceARN=group["GroupARN"], TagKeys=["team"])
insight = call("get_insight_summaries", GroupName="boto3", **failed)["InsightSummaries"][0]["InsightId"]
call("get_insight", InsightId=insight)
call("get_insight_events", InsightId=insight)
call("get_insight_impact_graph", InsightId=insight, **failed)
call("delete_group", GroupName="boto3")
call("create_sampling_rule", SamplingRule=rule)
call("update_sampling_rule", SamplingRuleUpdate={"RuleName": "boto3", "FixedRate": 0.25})
pages("get_sampling_rules", "SamplingRuleRecords")
call("get_sampling_targets", SamplingStatisticsDocuments=[{
    "RuleName": "boto3", "ClientID": "a" * 24, "Timestamp": now, "RequestCount": 3, "SampledCount": 1, "BorrowCount": 0,
}])
pages("get_sampling_statistic_summaries", "SamplingStatisticSummaries")
call("delete_sampling_rule", RuleName="boto3")
call("put_encryption_config", Type="NONE")
call("get_encryption_config")
call("get_indexing_rules")
call("update_indexing_rule", Name="Default", Rule={"Probabilistic": {"DesiredSamplingPercentage": 5}})
call("get_trace_segment_destination")
call("update_trace_segment_destination", Destination="XRay")
call("put_resource_policy", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}))
pages("list_resource_policies", "ResourcePolicies")
call("delete_resource_policy", PolicyName="p")

errors = {}
for name, operation in {
    "group": lambda: xray.get_group(GroupName="boto3"),
    "insight": lambda: xray.get_insight(InsightId="00000000-0000-0000-0000-000000000000"),
    "resource": lambda: xray.list_tags_for_resource(ResourceARN="arn:aws:xray:us-east-1:000000000000:group/none"),
}.items():
    try:
        operation()
    except ClientError as error:
        errors[name] = error.response["Error"]["Code"]

operations = {name for name in dir(xray) if not name.startswith("_") and name in xray.meta.method_to_api_mapping}
print(json.dumps({"found": found, "missing": sorted(operations - set(found)), "errors": errors}, default=str))
