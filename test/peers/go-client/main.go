// Calls all operations of X-Ray with the AWS SDK for Go, whose decoders refuse an answer with a member of another type.
// Prints what it read as JSON. Arguments: the endpoint, and the epoch seconds of the first of two minutes of failing requests.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/xray"
	"github.com/aws/aws-sdk-go-v2/service/xray/types"
	"github.com/aws/smithy-go"
)

type object = map[string]any

var client *xray.Client
var found = object{}

// call fills the operation's input from JSON by the names of the model, and keeps the answer under the operation's name in snake case.
func call(operation string, input object) (reflect.Value, error) {
	method := reflect.ValueOf(client).MethodByName(operation)
	given := reflect.New(method.Type().In(1).Elem())
	text, _ := json.Marshal(input)
	if err := json.Unmarshal(text, given.Interface()); err != nil {
		return reflect.Value{}, err
	}
	if in, ok := given.Interface().(*xray.UpdateIndexingRuleInput); ok {
		in.Rule = &types.IndexingRuleValueUpdateMemberProbabilistic{
			Value: types.ProbabilisticRuleValueUpdate{DesiredSamplingPercentage: aws.Float64(5)},
		}
	}
	results := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), given})
	if err, ok := results[1].Interface().(error); ok {
		return reflect.Value{}, err
	}
	found[snakeCase(operation)] = results[0].Interface()
	return results[0].Elem(), nil
}

func must(operation string, input object) reflect.Value {
	answer, err := call(operation, input)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", operation, err)
		os.Exit(1)
	}
	return answer
}

func snakeCase(name string) string {
	return strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(name, "${1}_${2}"))
}

func main() {
	failing, _ := strconv.ParseInt(os.Args[2], 10, 64)
	client = xray.New(xray.Options{
		BaseEndpoint: aws.String(os.Args[1]),
		Region:       "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "dummy", SecretAccessKey: "dummy"}, nil
		}),
		RetryMaxAttempts: 1,
	})
	now := time.Now()
	seconds := float64(now.UnixMicro()) / 1e6
	trace := fmt.Sprintf("1-%08x-000000000000000000006060", now.Unix())
	within := func(start, end time.Time, more object) object {
		input := object{"StartTime": start, "EndTime": end}
		for name, value := range more {
			input[name] = value
		}
		return input
	}
	window := func(more object) object { return within(now.Add(-time.Minute), now.Add(time.Minute), more) }
	failed := func(more object) object {
		start := time.Unix(failing, 0)
		return within(start, start.Add(2*time.Minute), more)
	}
	rule := object{
		"RuleName": "go", "ResourceARN": "*", "Priority": 7, "FixedRate": 0.5, "ReservoirSize": 2, "ServiceName": "*",
		"ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": "*", "Version": 1,
	}
	segment, _ := json.Marshal(object{
		"trace_id": trace, "id": "00000000000000aa", "name": "shop", "start_time": seconds - 1, "end_time": seconds, "fault": true,
		"annotations": object{"tier": "gold", "price": 1.5, "vip": true},
		"subsegments": []object{{
			"id": "00000000000000ab", "name": "DynamoDB", "namespace": "aws", "start_time": seconds - 0.9,
			"end_time": seconds - 0.1, "fault": true, "aws": object{"table_name": "carts", "operation": "PutItem"},
			"cause": object{"exceptions": []object{{"id": "00000000000000ac", "message": "no type"}}},
		}},
	})

	must("PutTraceSegments", object{"TraceSegmentDocuments": []string{string(segment)}})
	must("PutTelemetryRecords", object{"TelemetryRecords": []object{{"Timestamp": now}}})
	must("GetTraceSummaries", window(object{"FilterExpression": `annotation.tier = "gold"`}))
	must("BatchGetTraces", object{"TraceIds": []string{trace}})
	must("GetTraceGraph", object{"TraceIds": []string{trace}})
	must("GetServiceGraph", window(nil))
	must("GetTimeSeriesServiceStatistics", window(object{"ForecastStatistics": true}))
	token := must("StartTraceRetrieval", window(object{"TraceIds": []string{trace}})).FieldByName("RetrievalToken").Interface()
	must("ListRetrievedTraces", object{"RetrievalToken": token, "TraceFormat": "OTEL"})
	must("GetRetrievedTracesGraph", object{"RetrievalToken": token})
	must("CancelTraceRetrieval", object{"RetrievalToken": token})
	group := must("CreateGroup", object{"GroupName": "go", "FilterExpression": "fault"}).Interface().(xray.CreateGroupOutput).Group.GroupARN
	must("UpdateGroup", object{"GroupName": "go", "InsightsConfiguration": object{"InsightsEnabled": true}})
	must("GetGroup", object{"GroupARN": group})
	must("GetGroups", nil)
	must("TagResource", object{"ResourceARN": group, "Tags": []object{{"Key": "team", "Value": "shop"}}})
	must("ListTagsForResource", object{"ResourceARN": group})
	must("UntagResource", object{"ResourceARN": group, "TagKeys": []string{"team"}})
	insight := must("GetInsightSummaries", failed(object{"GroupName": "go"})).Interface().(xray.GetInsightSummariesOutput).InsightSummaries[0].InsightId
	must("GetInsight", object{"InsightId": insight})
	must("GetInsightEvents", object{"InsightId": insight})
	must("GetInsightImpactGraph", failed(object{"InsightId": insight}))
	must("DeleteGroup", object{"GroupName": "go"})
	must("CreateSamplingRule", object{"SamplingRule": rule})
	must("UpdateSamplingRule", object{"SamplingRuleUpdate": object{"RuleName": "go", "FixedRate": 0.25}})
	must("GetSamplingRules", nil)
	must("GetSamplingTargets", object{"SamplingStatisticsDocuments": []object{{
		"RuleName": "go", "ClientID": strings.Repeat("a", 24), "Timestamp": now, "RequestCount": 3, "SampledCount": 1,
	}}})
	must("GetSamplingStatisticSummaries", nil)
	must("DeleteSamplingRule", object{"RuleName": "go"})
	must("PutEncryptionConfig", object{"Type": "NONE"})
	must("GetEncryptionConfig", nil)
	must("GetIndexingRules", nil)
	must("UpdateIndexingRule", object{"Name": "Default"})
	must("GetTraceSegmentDestination", nil)
	must("UpdateTraceSegmentDestination", object{"Destination": "XRay"})
	must("PutResourcePolicy", object{"PolicyName": "p", "PolicyDocument": `{"Version":"2012-10-17","Statement":[]}`})
	must("ListResourcePolicies", nil)
	must("DeleteResourcePolicy", object{"PolicyName": "p"})

	codes := object{}
	for name, request := range map[string]struct {
		operation string
		input     object
	}{
		"group":    {"GetGroup", object{"GroupName": "go"}},
		"insight":  {"GetInsight", object{"InsightId": "00000000-0000-0000-0000-000000000000"}},
		"resource": {"ListTagsForResource", object{"ResourceARN": "arn:aws:xray:us-east-1:000000000000:group/none"}},
	} {
		_, err := call(request.operation, request.input)
		var failure smithy.APIError
		if errors.As(err, &failure) {
			codes[name] = failure.ErrorCode()
		}
	}
	missing := []string{}
	for i, of := 0, reflect.TypeOf(client); i < of.NumMethod(); i++ {
		name := of.Method(i).Name
		if _, isFound := found[snakeCase(name)]; !isFound && name != "Options" {
			missing = append(missing, name)
		}
	}
	json.NewEncoder(os.Stdout).Encode(object{"found": found, "missing": missing, "errors": codes})
}
