package org.muster.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The notebook's functions in workers")
class TaskNotebookTest {

  @Test
  void are_those_of_the_notebook() {
    assertEquals(functions(Notebook.class), functions(TaskNotebook.class));
  }

  /// But for the one that the kernel itself calls.
  private static Set<String> functions(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !method.getName().equals("install"))
        .map(TaskNotebookTest::signature)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String signature(Method method) {
    return method.toGenericString().replaceAll("(Task)?Notebook\\.", "");
  }
}
