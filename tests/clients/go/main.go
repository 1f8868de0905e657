// The round of README.md with grpc-go: main ADDRESS [ROOTS.pem]
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"log"
	"math"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"clients/apis/tensorflow/core/framework"
	"clients/apis/tensorflow_serving/apis"
)

const (
	largeBytes = 64 << 20
	streams    = 200
	limit      = 128 << 20
)

type object = map[string]any

type round struct {
	predictions apis.PredictionServiceClient
	models      apis.ModelServiceClient
	health      grpc_health_v1.HealthClient
}

func tensor(dtype framework.DataType, size int64) *framework.TensorProto {
	shape := &framework.TensorShapeProto{Dim: []*framework.TensorShapeProto_Dim{{Size: size}}}
	return &framework.TensorProto{Dtype: dtype, TensorShape: shape}
}

func inValues(values ...float32) *framework.TensorProto {
	made := tensor(framework.DataType_DT_FLOAT, int64(len(values)))
	made.FloatVal = values
	return made
}

func inContent(values ...float32) *framework.TensorProto {
	made := tensor(framework.DataType_DT_FLOAT, int64(len(values)))
	for _, value := range values {
		bits := math.Float32bits(value)
		made.TensorContent = binary.LittleEndian.AppendUint32(made.TensorContent, bits)
	}
	return made
}

func request(model, signature, input string, value *framework.TensorProto) *apis.PredictRequest {
	return &apis.PredictRequest{
		ModelSpec: &apis.ModelSpec{Name: model, SignatureName: signature},
		Inputs:    map[string]*framework.TensorProto{input: value},
	}
}

func floats(value *framework.TensorProto) []float32 {
	if len(value.TensorContent) == 0 {
		return value.FloatVal
	}
	values := make([]float32, len(value.TensorContent)/4)
	for i := range values {
		bits := binary.LittleEndian.Uint32(value.TensorContent[4*i:])
		values[i] = math.Float32frombits(bits)
	}
	return values
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func within() context.Context {
	made, _ := context.WithTimeout(context.Background(), time.Minute) // ends with the program
	return made
}

// answer is what a good Predict tells.
func answer(response *apis.PredictResponse) object {
	return object{
		"y":         floats(response.Outputs["y"]),
		"version":   response.ModelSpec.GetVersion().GetValue(),
		"signature": response.ModelSpec.SignatureName,
	}
}

func (r *round) predict(value *framework.TensorProto, options ...grpc.CallOption) object {
	return answer(must(r.predictions.Predict(within(), request("round", "", "x", value), options...)))
}

// failure is the status of a call that must not succeed.
func (r *round) failure(ctx context.Context, sent *apis.PredictRequest) object {
	_, err := r.predictions.Predict(ctx, sent)
	return object{"code": status.Code(err), "text": status.Convert(err).Message()}
}

func (r *round) status() []object {
	spec := &apis.ModelSpec{
		Name:          "round",
		VersionChoice: &apis.ModelSpec_Version{Version: wrapperspb.Int64(1)},
	}
	response := must(r.models.GetModelStatus(within(), &apis.GetModelStatusRequest{ModelSpec: spec}))
	var all []object
	for _, each := range response.ModelVersionStatus {
		all = append(all, object{
			"version": each.Version, "state": each.State.String(), "code": each.Status.ErrorCode,
		})
	}
	return all
}

func (r *round) deadline() any {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	return r.failure(ctx, request("round", "wait", "seconds", inValues(0.5)))["code"]
}

func (r *round) cancelled() any {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(100*time.Millisecond, cancel)
	return r.failure(ctx, request("round", "wait", "seconds", inValues(0.5)))["code"]
}

func (r *round) large() object {
	sent := tensor(framework.DataType_DT_FLOAT, largeBytes/4)
	sent.TensorContent = bytes.Repeat([]byte("round!!?"), largeBytes/8)
	response := must(r.predictions.Predict(within(), request("round", "echo", "x", sent)))
	received := response.Outputs["x"].TensorContent
	return object{"bytes": len(received), "same": bytes.Equal(received, sent.TensorContent)}
}

func (r *round) streams() int64 {
	var right atomic.Int64
	var running sync.WaitGroup
	for i := range streams {
		running.Add(1)
		go func() {
			defer running.Done()
			sent := request("round", "", "x", inContent(float32(i)))
			response := must(r.predictions.Predict(within(), sent))
			if floats(response.Outputs["y"])[0] == float32(i)/2+2 {
				right.Add(1)
			}
		}()
	}
	running.Wait()
	return right.Load()
}

func (r *round) requestID() string {
	var trailer metadata.MD
	ctx := metadata.AppendToOutgoingContext(within(), "x-request-id", "round-1")
	sent := request("round", "", "x", inValues(1))
	must(r.predictions.Predict(ctx, sent, grpc.Trailer(&trailer)))
	return trailer.Get("x-request-id")[0]
}

func main() {
	security := insecure.NewCredentials()
	if len(os.Args) > 2 {
		security = must(credentials.NewClientTLSFromFile(os.Args[2], ""))
	}
	connection := must(grpc.NewClient(os.Args[1],
		grpc.WithTransportCredentials(security), grpc.WithDisableRetry(),
		grpc.WithDefaultCallOptions(
			grpc.MaxCallRecvMsgSize(limit), grpc.MaxCallSendMsgSize(limit))))
	r := round{
		apis.NewPredictionServiceClient(connection), apis.NewModelServiceClient(connection),
		grpc_health_v1.NewHealthClient(connection),
	}
	integers := tensor(framework.DataType_DT_INT32, 1)
	integers.IntVal = []int32{1}
	health := must(r.health.Check(within(), &grpc_health_v1.HealthCheckRequest{}))
	err := json.NewEncoder(os.Stdout).Encode(object{
		"values":        r.predict(inValues(1, 2, 5)),
		"content":       r.predict(inContent(1, 2, 5)),
		"gzip":          r.predict(inContent(1, 2, 5), grpc.UseCompressor(gzip.Name)),
		"status":        r.status(),
		"unknown model": r.failure(within(), request("nobody", "", "x", inValues(1))),
		"wrong dtype":   r.failure(within(), request("round", "", "x", integers)),
		"deadline":      r.deadline(),
		"cancelled":     r.cancelled(),
		"large":         r.large(),
		"streams":       r.streams(),
		"request id":    r.requestID(),
		"health":        health.Status.String(),
	})
	if err != nil {
		log.Fatal(err)
	}
}
