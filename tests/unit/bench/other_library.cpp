// A library, but none that knows of ONNX.
extern "C" int somethingElse();

int somethingElse() {
    return 0;
}
