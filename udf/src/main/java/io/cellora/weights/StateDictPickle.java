package io.cellora.weights;

import java.util.Map;

/** The pickle (protocol 2) of {@code {"state_dict": OrderedDict}}; tensor i lives in storage i. */
final class StateDictPickle {

  private final NamedTensors tensors;

  StateDictPickle(NamedTensors tensors) {
    this.tensors = tensors;
  }

  byte[] bytes() {
    TorchPickle pickle = new TorchPickle();
    pickle.op(TorchPickle.PROTOCOL, 2, TorchPickle.EMPTY_DICT);
    pickle.text("state_dict");
    pickle.orderedDict();
    pickle.op(TorchPickle.MARK);
    int key = 0;
    for (Map.Entry<String, Tensor> entry : tensors.asMap().entrySet()) {
      pickle.text(entry.getKey());
      pickle.tensor(entry.getValue(), key++);
    }
    pickle.op(TorchPickle.SET_ITEMS, TorchPickle.SET_ITEM, TorchPickle.STOP);
    return pickle.bytes();
  }
}
