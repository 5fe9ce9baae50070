package io.cellora.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TorchModuleTest {

  private static final String METHODS =
      """
        def total(self: __torch__.M, first: Tensor, rest: List[Tensor]) -> Tensor:
          sum = first
          for i in range(torch.len(rest)):
            sum = sum + rest[i]
          return sum

        def slope(self: __torch__.M, x: Tensor) -> List[Tensor]:
          leaf = torch.requires_grad_(torch.detach(x), True)
          y = torch.sum(leaf * leaf * leaf)
          g = torch.autograd.grad([y], [leaf])
          out = [torch.detach(y)]
          if torch.__isnot__(g[0], None):
            _1 = torch.append(out, unchecked_cast(Tensor, g[0]))
          return out
      """;

  @Test
  void textBecomesCallableMethods() {
    TorchModule module = TorchModule.compile("test", METHODS);
    try (NativeScope scope = TorchEngine.newScope()) {
      List<NativeTensor> sum =
          module.call(
              scope,
              "total",
              List.of(
                  scope.floats("first", new float[] {1, 2}, 2),
                  scope.floats("rest[]", new float[] {10, 20}, 2),
                  scope.floats("rest[]", new float[] {100, 200}, 2)));
      assertThat(sum.get(0).toFloats()).containsExactly(111, 222);
    }
  }

  @Test
  void gradientsAreTakenInsideTheScript() {
    TorchModule module = TorchModule.compile("test", METHODS);
    try (NativeScope scope = TorchEngine.newScope()) {
      List<NativeTensor> out =
          module.callWithGradients(
              scope, "slope", List.of(scope.floats("x", new float[] {1, -2, 3}, 3)));
      assertThat(out.get(0).toFloats()).containsExactly(20);
      assertThat(out.get(1).toFloats()).containsExactly(3, 12, 27);
    }
  }

  @Test
  void textThatDoesNotCompileSaysWhere() {
    assertThatThrownBy(
            () -> {
              TorchModule broken =
                  TorchModule.compile(
                      "broken",
                      "  def f(self: __torch__.M, x: Tensor) -> Tensor:\n    return torch.nosuch(x)\n");
              try (NativeScope scope = TorchEngine.newScope()) {
                broken.call(scope, "f", List.of(scope.empty("x")));
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broken")
        .hasMessageContaining("nosuch");
  }

  @Test
  void wrongNumberOfValuesIsRefusedBeforeTorchSeesIt() {
    try (NativeScope scope = TorchEngine.newScope()) {
      assertThatThrownBy(() -> scope.floats("W[]", new float[5], 2, 3))
          .hasMessage("Invalid number of values for W[]: 5, expected 6 for the shape (2, 3)");
    }
  }

  @Test
  void emptyTensorsGoInAndOut() {
    TorchModule module = TorchModule.compile("test", METHODS);
    try (NativeScope scope = TorchEngine.newScope()) {
      List<NativeTensor> sum =
          module.call(scope, "total", List.of(scope.empty("first"), scope.empty("rest[]")));
      assertThat(sum.get(0).toFloats()).isEmpty();
    }
  }
}
