"""jupyter_kernel_test's stock battery with Java samples, all of it.

    JUPYTER_PATH=... python3 kernel_battery.py KERNEL_NAME
"""

import sys
import unittest

import jupyter_kernel_test


class JavaKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "muster"
    language_name = "java"
    file_extension = ".jshell"

    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oops");'

    completion_samples = [
        {"text": "LocalDa", "matches": {"LocalDate", "LocalDateTime"}},
        {"text": "noSuchThing.", "matches": set()},
        {"text": "System.out.print"},
    ]

    complete_code_samples = [
        "1 + 1",
        "int x = 1;",
        'System.out.println("hello");',
        "int twice(int n) {\n  return 2 * n;\n}",
        "record Point(int x, int y) {}",
        "for (int i = 0; i < 3; i++) {\n}",
        "",
        "// a comment",
    ]
    incomplete_code_samples = [
        "int twice(int n) {",
        "for (int i = 0; i < 3; i++)",
        "1 +",
        "var lines = List.of(",
        "class A {\n  int x;",
        "/* a comment",
        'var text = """',
    ]
    invalid_code_samples = ["class 7 {}", ")", "}", "#"]

    code_generate_error = 'throw new IllegalStateException("on purpose");'

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "List.of(1, 2, 3)", "result": "[1, 2, 3]"},
        {"code": "int seven = 7;\nseven", "result": "7"},
    ]

    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6 ? 7"

    code_display_data = [
        {"code": 'display("shown");', "mime": "text/plain"},
    ]

    code_inspect_sample = "Math"

    code_page_something = "?Math.abs"

    code_clear_output = "clearOutput();"


if __name__ == "__main__":
    JavaKernelTests.kernel_name = sys.argv.pop(1)
    unittest.main(verbosity=2)
